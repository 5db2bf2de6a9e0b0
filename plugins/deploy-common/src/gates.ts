/**
 * What a person can do to an environment.
 *
 * @public
 */
export type DeployAction = 'promote' | 'rollback';

/**
 * Which rule a gate stands for.
 *
 * @public
 */
export type GateId =
  | 'permission'
  | 'skip-permission'
  | 'adapters'
  | 'source-healthy'
  | 'one-at-a-time'
  | 'version-immutable'
  | 'version-present'
  | 'not-running-already'
  | 'rollback-target'
  | 'approvals'
  | 'freeze'
  | 'soak'
  | 'freshness'
  | 'version-not-bad'
  | 'manifest-unchanged';

/**
 * The verdict of one rule about one action. A `wait` clears by itself or by somebody else's doing after
 * the request; a `fail` refuses the request.
 *
 * @public
 */
export type Gate = {
  id: GateId;
  title: string;
  status: 'pass' | 'fail' | 'wait';
  /** Why, in words for the person who asks. */
  reason: string;
  /** Who or what can clear it. */
  clearedBy?: string;
  /** When it clears by itself, as an ISO timestamp. */
  clearsAt?: string;
  /** Whether a typed reason with the request clears it. */
  needsReason?: boolean;
  /** Whether the caller can pass it by breaking the glass, with a reason of its own. */
  breakGlass?: boolean;
};

/**
 * Whether the gates let the action through now: nothing fails. A gate that waits does not refuse.
 *
 * @public
 */
export function gatesAllow(gates: readonly Gate[]): boolean {
  return gates.every(gate => gate.status !== 'fail');
}
