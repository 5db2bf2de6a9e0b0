import { ConflictError } from '@backstage/errors';
import { wait } from '../client/wait';
import { classifyGithubError } from '../errors/classifyGithubError';
import { toGithubError } from '../errors/toGithubError';
import { decideAutoMerge, MergeObstacle } from './decideAutoMerge';
import { mergePullRequest } from './mergePullRequest';
import {
  PullRequestDetails,
  PullRequestOptions,
  readPullRequest,
} from './readPullRequest';

/**
 * Options for {@link enableAutoMerge}.
 *
 * @public
 */
export interface EnableAutoMergeOptions extends PullRequestOptions {
  /** The head that was decided on: when somebody pushed meanwhile, nothing is merged. */
  expectedSha: string;
  /** Defaults to `squash`. */
  method?: 'merge' | 'squash' | 'rebase';
}

/**
 * Where {@link enableAutoMerge} left the pull request.
 *
 * @public
 */
export type AutoMergeOutcome =
  | { outcome: 'merged'; mergeCommitOid?: string }
  | { outcome: 'armed' }
  | { outcome: 'not-possible'; cause: MergeObstacle; reason: string };

const ARM = `mutation ($input: EnablePullRequestAutoMergeInput!) {
  enablePullRequestAutoMerge(input: $input) { clientMutationId }
}`;

const MAX_ROUNDS = 8;
const MAX_REFUSALS = 5;
const BASE_BACKOFF = 250;

async function arm(
  options: EnableAutoMergeOptions,
  pull: PullRequestDetails,
): Promise<AutoMergeOutcome | undefined> {
  const { octokit, owner, repo, number, expectedSha } = options;
  try {
    await octokit.graphql(ARM, {
      input: {
        pullRequestId: pull.nodeId,
        mergeMethod: (options.method ?? 'squash').toUpperCase(),
        expectedHeadOid: expectedSha,
      },
    });
    return { outcome: 'armed' };
  } catch (error) {
    options.signal?.throwIfAborted();
    const { kind, detail } = classifyGithubError(error);
    const isRace = /clean status|unstable status/i.test(detail);
    if (isRace || kind === 'network' || kind === 'timeout') {
      // It became mergeable between the look and the call, or the answer got lost: the next look tells.
      return undefined;
    }
    if (/auto[- ]?merge is not allowed|not allowed for this/i.test(detail)) {
      return {
        outcome: 'not-possible',
        cause: 'not-allowed',
        reason:
          'auto-merge is switched off in the settings of the repository: allow it there, or merge by hand',
      };
    }
    throw toGithubError(error, {
      action: `arm auto-merge of pull request #${number}`,
      repository: `${owner}/${repo}`,
    });
  }
}

/** Merges; undefined, with what GitHub said, when GitHub refuses for now or somebody pushed meanwhile. */
async function tryMerge(
  options: EnableAutoMergeOptions,
): Promise<
  | { merged: AutoMergeOutcome; refusal?: undefined }
  | { merged?: undefined; refusal: string }
> {
  try {
    const { mergeCommitOid } = await mergePullRequest(options);
    return { merged: { outcome: 'merged', mergeCommitOid } };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof ConflictError) {
      return { refusal: error.message };
    }
    throw error;
  }
}

/**
 * Gets a pull request merged as soon as the rules of its repository allow: at once when it is mergeable,
 * otherwise by arming GitHub's auto-merge.
 *
 * @remarks
 *
 * Never goes around branch protection, and never merges a commit other than the expected one. Waits half a minute at
 * most while GitHub computes mergeability or the base branch moves; when that is not enough, the outcome is
 * `not-possible` with the reason, for the caller to redo the change (`conflict`) or to say that people have to act.
 *
 * @public
 */
export async function enableAutoMerge(
  options: EnableAutoMergeOptions,
): Promise<AutoMergeOutcome> {
  let reason = 'GitHub is still computing whether it can be merged';
  let refusals = 0;
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const pull = await readPullRequest(options);
    const next = decideAutoMerge(pull, options.expectedSha);
    switch (next.step) {
      case 'done':
        return pull.state === 'merged'
          ? { outcome: 'merged', mergeCommitOid: pull.mergeCommitOid }
          : { outcome: 'armed' };
      case 'stop': {
        const { cause, reason: stopped } = next;
        return { outcome: 'not-possible', cause, reason: stopped };
      }
      case 'merge': {
        const { merged, refusal } = await tryMerge(options);
        if (merged) {
          return merged;
        }
        refusals += 1;
        if (refusals >= MAX_REFUSALS) {
          return { outcome: 'not-possible', cause: 'blocked', reason: refusal };
        }
        break;
      }
      case 'arm': {
        const outcome = await arm(options, pull);
        if (outcome) {
          return outcome;
        }
        break;
      }
      default:
        reason = next.reason;
    }
    await wait(Math.min(4000, BASE_BACKOFF * 2 ** round), options.signal);
  }
  // GitHub may take the order although it does not know yet what becomes of it.
  const last = await arm(options, await readPullRequest(options));
  return last ?? { outcome: 'not-possible', cause: 'computing', reason };
}
