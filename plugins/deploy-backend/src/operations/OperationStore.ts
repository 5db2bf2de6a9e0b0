import {
  OperationApproval,
  OperationChange,
  OperationEvent,
  OperationKind,
  OperationState,
} from '@openportal/plugin-deploy-common';
import { ChangeRef } from '@openportal/plugin-deploy-node';
import { Decision } from '../database/approvals';
import {
  NewOperation,
  OperationClaim,
  OperationProgress,
  OperationRecord,
} from './OperationRecord';

/** What a transition or a note changes. What is left out stays as it is. */
export type OperationUpdate = {
  reason?: string;
  changeRef?: ChangeRef;
  change?: OperationChange;
  progress?: OperationProgress;
  /**
   * Takes the effect of all approvals away, because what they were about changed: why, for the ledger and the
   * people who must approve again.
   */
  voidApprovals?: string;
};

/** A step from one state to another. */
export type OperationTransition = OperationUpdate & {
  to: OperationState;
  /** Who brought it about, where it was a person. */
  actor?: string;
  /** How long the operation may take from now. `none` while a person must act. */
  timeoutMs?: number | 'none';
};

/** Which operations of an entity to list. */
export type OperationQuery = {
  entityRef: string;
  environments: string[];
  kind?: OperationKind;
  state?: OperationState;
  requestedBy?: string;
  beforeSequence?: number;
  limit: number;
};

/** Where operations are kept. Every write is one transaction. */
export interface OperationStore {
  /**
   * Stores a request, or finds the one with the same idempotency key.
   * @throws OperationActiveError where another operation is changing the environment
   */
  create(
    operation: NewOperation,
  ): Promise<{ created: boolean; record: OperationRecord }>;
  get(id: string): Promise<OperationRecord | undefined>;
  findByIdempotencyKey(key: string): Promise<OperationRecord | undefined>;
  /** The newest operation of each environment of the entity. */
  findLatest(entityRef: string): Promise<OperationRecord[]>;
  /** Newest first. */
  list(query: OperationQuery): Promise<OperationRecord[]>;
  events(operationId: string): Promise<OperationEvent[]>;
  /** The decisions about an operation, oldest first, those included that lost their effect. */
  listApprovals(operationId: string): Promise<OperationApproval[]>;

  /** Takes the next due operation, so that no other worker takes it until the lease ends. */
  claim(leaseMs: number): Promise<OperationClaim | undefined>;
  /** Keeps the lease. */
  extend(claim: OperationClaim, leaseMs: number): Promise<void>;
  /** The operation as it is now, for the worker that has it. */
  reload(claim: OperationClaim): Promise<OperationClaim>;
  /**
   * Moves the operation on: state, ledger and outbox together.
   * @throws LeaseLostError where the lease went to another worker
   * @throws OperationChangedError where somebody cancelled it or decided about it since the claim was read
   */
  transition(
    claim: OperationClaim,
    transition: OperationTransition,
  ): Promise<OperationClaim>;
  /**
   * Puts the operation back until later, with what was learned. Where somebody cancelled it or decided about it
   * meanwhile, it is due at once.
   */
  release(
    claim: OperationClaim,
    options: OperationUpdate & { delayMs: number; failedAttempt?: boolean },
  ): Promise<void>;

  /**
   * Takes the effect of all approvals away and keeps the claim, where a worker must go on at once.
   * @throws LeaseLostError where the lease went to another worker
   */
  voidApprovals(
    claim: OperationClaim,
    options: { reason: string; progress?: OperationProgress },
  ): Promise<OperationClaim>;
  /**
   * Writes down what somebody decided about an operation that waits for approvals of the portal; a worker draws
   * the conclusion. The same decision again changes nothing.
   * @returns undefined where there is no such operation
   * @throws NotApprovableError where it does not wait for a decision, or about something else
   */
  decide(id: string, decision: Decision): Promise<OperationRecord | undefined>;

  /** Notes that somebody wants it cancelled; a worker does it. */
  requestCancel(
    id: string,
    request: { by: string; reason?: string },
  ): Promise<OperationRecord | undefined>;
  /** Milliseconds by the clock that deadlines are counted with. */
  now(): Promise<number>;
}
