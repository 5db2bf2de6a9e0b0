import type { PullRequestDetails } from './readPullRequest';

/**
 * Why a pull request does not get merged without people. `conflict`: it has to be redone on its base. `head-moved`:
 * somebody pushed commits that nobody decided on. `not-allowed`: the repository has no auto-merge. `blocked`: GitHub
 * refuses for a reason of its own. `computing`: GitHub did not say in time whether it merges.
 *
 * @public
 */
export type MergeObstacle =
  | 'closed'
  | 'draft'
  | 'conflict'
  | 'head-moved'
  | 'not-allowed'
  | 'blocked'
  | 'computing';

/**
 * What to do next so that a pull request gets merged as soon as its rules allow.
 *
 * @public
 */
export type AutoMergeStep =
  | { step: 'done'; reason: string }
  | { step: 'merge' }
  | { step: 'arm' }
  | { step: 'wait'; reason: string }
  | { step: 'stop'; cause: MergeObstacle; reason: string };

/**
 * Decides the next step towards a merge from what GitHub says about the pull request.
 *
 * @remarks
 *
 * GitHub refuses to arm auto-merge on a pull request that can be merged at once ("clean") or whose optional
 * checks failed ("unstable"), and it says "unknown" while it computes: each of these needs another step.
 *
 * @param pull - the pull request as it is now
 * @param expectedSha - the head that was decided on; a pull request with another one is left to people
 * @public
 */
export function decideAutoMerge(
  pull: Pick<
    PullRequestDetails,
    'state' | 'mergeableState' | 'autoMergeArmed' | 'headOid'
  >,
  expectedSha: string,
): AutoMergeStep {
  if (pull.state === 'merged') {
    return { step: 'done', reason: 'merged' };
  }
  if (pull.state === 'closed') {
    return {
      step: 'stop',
      cause: 'closed',
      reason: 'the pull request was closed',
    };
  }
  if (pull.headOid !== expectedSha) {
    return {
      step: 'stop',
      cause: 'head-moved',
      reason: `somebody pushed to its branch: it moved from ${expectedSha} to ${pull.headOid}`,
    };
  }
  switch (pull.mergeableState) {
    case 'clean':
    case 'unstable':
    case 'has_hooks':
      return { step: 'merge' };
    case 'blocked':
    case 'behind':
      return pull.autoMergeArmed
        ? { step: 'done', reason: 'GitHub merges it when its rules are met' }
        : { step: 'arm' };
    case 'dirty':
      return {
        step: 'stop',
        cause: 'conflict',
        reason: 'it conflicts with its base branch',
      };
    case 'draft':
      return { step: 'stop', cause: 'draft', reason: 'it is a draft' };
    default:
      return { step: 'wait', reason: 'GitHub is computing whether it merges' };
  }
}
