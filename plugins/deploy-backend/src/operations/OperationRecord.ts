import { Gate, GateId, Operation } from '@openportal/plugin-deploy-common';
import { ChangeRef, DeployTarget } from '@openportal/plugin-deploy-node';

/** How the change reaches the environment, and who must agree before. */
export type ChangeMode = 'direct' | 'pull-request' | 'approvals';

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
  /**
   * `DesiredVersion.template` of the target when the request was checked: whoever edits the manifest after
   * that has made another change of it. Undefined where the adapter does not know it.
   */
  template?: string;
  /** Commit that the image was built from, where that is known. */
  sourceCommit?: string;
  /** What the gates said to the request; undefined for operations of earlier versions. */
  gates?: Gate[];
  /** Environments that a promotion leaves out; undefined for operations of earlier versions. */
  skipped?: readonly string[];
  /** Which gates the requester broke, and why. */
  breakGlass?: { by: string; reason: string; gates: GateId[] };
  /** Operation whose intent this one repeats. */
  retryOf?: string;
  /** What the caller asked for, so that it can be asked for again. */
  requestedVersion?: string;
  /** Approvals that the portal collects. What they are about is `OperationProgress.subject` by now. */
  approval?: ApprovalSubject & {
    required: number;
    excludeRequester: boolean;
  };
};

/** What an approval of the portal is about. A change of it voids the approvals. */
export type ApprovalSubject = {
  fromImage?: string;
  template?: string;
  diffHash: string;
};

/** What the worker remembers between two looks. Timestamps are milliseconds of the database's clock. */
export type OperationProgress = {
  /** Since when the new version has looked degraded. */
  degradedSince?: number;
  /** Since when git has said something else than the operation wrote. */
  divergedSince?: number;
  /** Since when git was not asked again whether it says what the operation wrote. */
  unconfirmedSince?: number;
  /** What the approvals are about, where it changed since the request. */
  subject?: ApprovalSubject;
  /** How many approvals it takes, where the configuration asks for more than at the request. */
  requiredApprovals?: number;
};

/** An operation with what only the backend needs to know of it. */
export type OperationRecord = {
  operation: Operation;
  sequence: number;
  mode: ChangeMode;
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
  mode: ChangeMode;
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
