import {
  OperationChange,
  OperationEvent,
  OperationState,
} from '@openportal/plugin-deploy-common';
import { ChangeRef } from '@openportal/plugin-deploy-node';
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
};

/** A step from one state to another. */
export type OperationTransition = OperationUpdate & {
  to: OperationState;
  /** Who brought it about, where it was a person. */
  actor?: string;
  /** How long the operation may take from now. `none` while a person must act. */
  timeoutMs?: number | 'none';
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
  list(query: {
    entityRef: string;
    environments: string[];
    beforeSequence?: number;
    limit: number;
  }): Promise<OperationRecord[]>;
  events(operationId: string): Promise<OperationEvent[]>;

  /** Takes the next due operation, so that no other worker takes it until the lease ends. */
  claim(leaseMs: number): Promise<OperationClaim | undefined>;
  /** Keeps the lease. */
  extend(claim: OperationClaim, leaseMs: number): Promise<void>;
  /**
   * Moves the operation on: state, ledger and outbox together.
   * @throws LeaseLostError where the lease went to another worker
   */
  transition(
    claim: OperationClaim,
    transition: OperationTransition,
  ): Promise<OperationClaim>;
  /** Puts the operation back until later, with what was learned. */
  release(
    claim: OperationClaim,
    options: OperationUpdate & { delayMs: number; failedAttempt?: boolean },
  ): Promise<void>;

  /** Notes that somebody wants it cancelled; a worker does it. */
  requestCancel(
    id: string,
    request: { by: string; reason?: string },
  ): Promise<OperationRecord | undefined>;
  /** Milliseconds by the clock that deadlines are counted with. */
  now(): Promise<number>;
}
