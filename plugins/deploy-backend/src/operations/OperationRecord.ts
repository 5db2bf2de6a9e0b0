import { Operation } from '@openportal/plugin-deploy-common';
import { ChangeRef, DeployTarget } from '@openportal/plugin-deploy-node';

/** What was settled when the operation was requested, and does not change with annotations or config. */
export type OperationSettings = {
  target: DeployTarget;
  strategy: string;
  observer: string;
  /** Owners of the entity, who are told how it ends. */
  owners: string[];
  slackChannel?: string;
  /** Whether the requester was allowed to act during a freeze, and said why. */
  freezeOverridden?: boolean;
};

/** What the worker remembers between two looks. Timestamps are milliseconds of the database's clock. */
export type OperationProgress = {
  /** Since when the new version has looked degraded. */
  degradedSince?: number;
  /** Since when git has said something else than the operation wrote. */
  divergedSince?: number;
};

/** An operation with what only the backend needs to know of it. */
export type OperationRecord = {
  operation: Operation;
  sequence: number;
  mode: 'direct' | 'pull-request';
  settings: OperationSettings;
  changeRef?: ChangeRef;
  progress: OperationProgress;
  idempotencyKey?: string;
  requestHash: string;
  cancelReason?: string;
  attempts: number;
  requestedAtMs: number;
  deadlineMs?: number;
};

/** An operation to store. */
export type NewOperation = {
  kind: Operation['kind'];
  entityRef: string;
  environment: string;
  sourceEnvironment?: string;
  fromImage?: string;
  toImage: string;
  requestedBy: string;
  channel: Operation['channel'];
  reason?: string;
  idempotencyKey?: string;
  requestHash: string;
  correlationId?: string;
  mode: 'direct' | 'pull-request';
  settings: OperationSettings;
  timeoutMs: number;
  /**
   * The newest operation of the environment when the author's expectations were checked; another one
   * means that they were checked against something old.
   */
  latestOperationId: string | undefined;
};

/** The worker's right to change an operation, until the lease ends. */
export type OperationClaim = { record: OperationRecord; leaseToken: string };
