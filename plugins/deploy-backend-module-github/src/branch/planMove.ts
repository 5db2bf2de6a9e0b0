/** What has to happen to the branch of an environment. */
export type Move =
  /** The branch moves to the source commit as it is. */
  | 'fast-forward'
  /** A commit joins the branch with the source commit. */
  | 'merge'
  /** A commit on the branch has the files of an earlier one: nothing is taken away from the history. */
  | 'restore';

/** Where a source commit lies, seen from the branch. */
export type Relation = 'ahead' | 'contained' | 'diverged';

/**
 * Decides how a branch comes to a version. Going back is a new commit, never a move backwards; and where the commit alone
 * would not say which image it is, a commit is written that does.
 */
export function planMove(facts: {
  kind: 'deploy' | 'promote' | 'rollback';
  mode: 'direct' | 'pull-request';
  relation: Relation;
  /** Whether the image is found by its source commit alone. */
  impliesImage: boolean;
}): Move {
  if (facts.kind === 'rollback' || facts.relation === 'contained') {
    return 'restore';
  }
  return facts.relation === 'ahead' &&
    facts.mode === 'direct' &&
    facts.impliesImage
    ? 'fast-forward'
    : 'merge';
}
