/**
 * What an operation does.
 *
 * @public
 */
export type OperationKind = 'deploy' | 'promote' | 'rollback';

/**
 * Where an operation was asked for.
 *
 * @public
 */
export type OperationChannel = 'ui' | 'slack' | 'api' | 'mcp' | 'auto';

/**
 * Where an operation stands.
 *
 * @public
 */
export type OperationState =
  | 'requested'
  | 'applying'
  | 'awaiting-approval'
  | 'committed'
  | 'progressing'
  | 'succeeded'
  | 'failed'
  | 'timed-out'
  | 'superseded'
  | 'cancelled'
  | 'rejected';

/**
 * Every state, in the order in which they can follow one another.
 *
 * @public
 */
export const OPERATION_STATES: readonly OperationState[] = [
  'requested',
  'applying',
  'awaiting-approval',
  'committed',
  'progressing',
  'succeeded',
  'failed',
  'timed-out',
  'superseded',
  'cancelled',
  'rejected',
];

/**
 * The one table of which state may follow which. A state that nothing follows is final.
 *
 * @remarks
 *
 * `applying` is before `awaiting-approval` where the pull request has to be opened first, and after it
 * where the portal collects the approvals itself. What is in git cannot be cancelled, only rolled back.
 *
 * @public
 */
export const OPERATION_TRANSITIONS: Readonly<
  Record<OperationState, readonly OperationState[]>
> = {
  requested: [
    'awaiting-approval',
    'applying',
    'failed',
    'timed-out',
    'cancelled',
    'rejected',
  ],
  applying: [
    'awaiting-approval',
    'committed',
    'failed',
    'timed-out',
    'superseded',
    'cancelled',
    'rejected',
  ],
  'awaiting-approval': [
    'applying',
    'committed',
    'failed',
    'superseded',
    'cancelled',
    'rejected',
  ],
  committed: ['progressing', 'succeeded', 'failed', 'timed-out', 'superseded'],
  progressing: ['succeeded', 'failed', 'timed-out', 'superseded'],
  succeeded: [],
  failed: [],
  'timed-out': [],
  superseded: [],
  cancelled: [],
  rejected: [],
};

/**
 * Whether one state may follow another.
 *
 * @public
 */
export function canTransition(
  from: OperationState,
  to: OperationState,
): boolean {
  return OPERATION_TRANSITIONS[from].includes(to);
}

/**
 * Whether an operation in this state is over.
 *
 * @public
 */
export function isFinalState(state: OperationState): boolean {
  return OPERATION_TRANSITIONS[state].length === 0;
}

/**
 * Whether an operation in this state can still be cancelled: nothing is in git yet.
 *
 * @public
 */
export function isCancellable(state: OperationState): boolean {
  return canTransition(state, 'cancelled');
}

/**
 * Whether an operation in this state can be asked for again: it is over, and did not do what was asked for.
 *
 * @public
 */
export function isRetryable(state: OperationState): boolean {
  return ['failed', 'timed-out', 'rejected', 'cancelled'].includes(state);
}

/**
 * A version with what identifies it.
 *
 * @public
 */
export type DeployedVersion = {
  /** What people read. */
  version: string;
  /** The full image reference. */
  image: string;
  digest?: string;
};

/**
 * A review of the change that an operation made.
 *
 * @public
 */
export type OperationReview = {
  author: string;
  state: 'approved' | 'changes-requested' | 'commented' | 'dismissed';
  /** Whether it counts as an approval of what would be merged now. */
  counts: boolean;
  at?: string;
};

/**
 * A decision that the portal collected about an operation. It is bound to the version and to the hash of what
 * would change; a change of either voids it.
 *
 * @public
 */
export type OperationApproval = {
  by: string;
  decision: 'approved' | 'rejected';
  at: string;
  /** Image that was decided about. */
  version: string;
  diffHash: string;
  reason?: string;
  /** When it lost its effect, because what it was about changed. */
  voidedAt?: string;
};

/**
 * The commit, pull request or job of an operation.
 *
 * @public
 */
export type OperationChange = {
  kind: 'commit' | 'pull-request' | 'job' | 'unchanged';
  url?: string;
  /** Number of the pull request. */
  number?: number;
  /** Commit that holds the change on the branch of the environment. */
  commit?: string;
  /** Head of the pull request that the reviews are about. */
  headSha?: string;
  reviews?: OperationReview[];
  requiredApprovals?: number;
  /** What keeps it from being merged. */
  blockedBy?: string;
};

/**
 * One step of an operation, from the ledger.
 *
 * @public
 */
export type OperationEvent = {
  sequence: number;
  state: OperationState;
  at: string;
  reason?: string;
  actor?: string;
  hash: string;
};

/**
 * A change of one environment, from its request to its end.
 *
 * @public
 */
export type Operation = {
  id: string;
  kind: OperationKind;
  entityRef: string;
  environment: string;
  /** Environment that the version came from, for a promotion. */
  sourceEnvironment?: string;
  from?: DeployedVersion;
  to: DeployedVersion;
  requestedBy: string;
  channel: OperationChannel;
  reason?: string;
  state: OperationState;
  /** Why it stands where it stands, in words for people. */
  stateReason?: string;
  change?: OperationChange;
  correlationId: string;
  requestedAt: string;
  updatedAt: string;
  /** Approvals that the portal collects, for an environment in `approvals` mode. */
  approval?: {
    required: number;
    /** What an approval must name: changes with the version or the manifest. */
    diffHash: string;
    items: OperationApproval[];
  };
  /** Why the gates that can be broken were passed, and by whom. */
  breakGlass?: { by: string; reason: string };
  /** Operation whose intent this one repeats. */
  retryOf?: string;
  /** How its version gets there: id of the desired state adapter, `manifest` or `job` for example. */
  strategy?: string;
  /** When it times out. Undefined while a person must approve. */
  deadline?: string;
  finishedAt?: string;
  /** When it was seen to work after all, where it ended without success. Its state stays the end that it had. */
  lateSuccessAt?: string;
  /** Who asked for its cancellation, while that has not taken effect. */
  cancelRequestedBy?: string;
};
