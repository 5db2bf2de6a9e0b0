import type { PullRequestDetails } from './readPullRequest';

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
  | { step: 'stop'; reason: string };

/**
 * Decides the next step towards a merge from what GitHub says about the pull request.
 *
 * @remarks
 *
 * GitHub refuses to arm auto-merge on a pull request that can be merged at once ("clean") or whose optional
 * checks failed ("unstable"), and it says "unknown" while it computes: each of these needs another step.
 *
 * @public
 */
export function decideAutoMerge(
  pull: Pick<PullRequestDetails, 'state' | 'mergeableState' | 'autoMergeArmed'>,
): AutoMergeStep {
  if (pull.state === 'merged') {
    return { step: 'done', reason: 'merged' };
  }
  if (pull.state === 'closed') {
    return { step: 'stop', reason: 'the pull request was closed' };
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
      return { step: 'stop', reason: 'it conflicts with its base branch' };
    case 'draft':
      return { step: 'stop', reason: 'it is a draft' };
    default:
      return { step: 'wait', reason: 'GitHub is computing whether it merges' };
  }
}
