import { NotFoundError } from '@backstage/errors';
import type { GithubClient } from '../client/createOctokit';
import { lookThenAct } from '../client/lookThenAct';
import { classifyGithubError } from '../errors/classifyGithubError';
import { toGithubError } from '../errors/toGithubError';

/**
 * Names a branch of a repository.
 *
 * @public
 */
export interface BranchOptions {
  octokit: GithubClient;
  owner: string;
  repo: string;
  branch: string;
  signal?: AbortSignal;
}

/**
 * The commit that a branch points to, or undefined when there is no such branch.
 *
 * @public
 */
export async function readBranch(
  options: BranchOptions,
): Promise<string | undefined> {
  const { octokit, owner, repo, branch } = options;
  try {
    const { data } = await octokit.rest.git.getRef({
      owner,
      repo,
      ref: `heads/${branch}`,
    });
    return data.object.sha;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (classifyGithubError(error).kind === 'not-found') {
      return undefined;
    }
    throw toGithubError(error, {
      action: `read branch "${branch}"`,
      repository: `${owner}/${repo}`,
    });
  }
}

/**
 * Options for {@link ensureBranch}.
 *
 * @public
 */
export interface EnsureBranchOptions extends BranchOptions {
  /** Branch to start from when the branch is not there yet. */
  baseBranch: string;
  /** Commit to start from instead of the tip of the base branch: the one that a change was made for. */
  baseOid?: string;
}

/**
 * The branch that {@link ensureBranch} made or found.
 *
 * @public
 */
export interface EnsuredBranch {
  /** The commit that the branch points to. */
  headOid: string;
  created: boolean;
}

/**
 * Makes a branch from the tip of another one or from a commit, or adopts the branch when it is there already.
 *
 * @remarks
 *
 * Adoption is by name: callers take names that carry their intent, so that nobody else's branch has them.
 *
 * @public
 */
export async function ensureBranch(
  options: EnsureBranchOptions,
): Promise<EnsuredBranch> {
  const { octokit, owner, repo, branch, baseBranch, signal } = options;
  try {
    const { value, created } = await lookThenAct({
      look: () => readBranch(options),
      act: async () => {
        const base =
          options.baseOid ??
          (await readBranch({ ...options, branch: baseBranch }));
        if (!base) {
          throw new NotFoundError(
            `Branch "${baseBranch}" does not exist in "${owner}/${repo}". Create it, or correct the configured base branch.`,
          );
        }
        const { data } = await octokit.rest.git.createRef({
          owner,
          repo,
          ref: `refs/heads/${branch}`,
          sha: base,
        });
        return data.object.sha;
      },
      signal,
    });
    return { headOid: value, created };
  } catch (error) {
    signal?.throwIfAborted();
    throw toGithubError(error, {
      action: `create branch "${branch}"`,
      repository: `${owner}/${repo}`,
    });
  }
}
