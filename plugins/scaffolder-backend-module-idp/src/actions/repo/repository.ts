import {
  ConflictError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  classifyGithubError,
  GithubClient,
  lookThenAct,
  readBranch,
  toGithubError,
} from '@openportal/github-node';
import { setTimeout as delay } from 'node:timers/promises';
import type { RepositoryVisibility } from '../../config/readIdpConfig';
import { decideOwnership, toMarker } from './intent';

/** A repository that is to be created, and by whom. */
export interface RepositoryTarget {
  octokit: GithubClient;
  organization: string;
  repository: string;
  intentId: string;
  signal?: AbortSignal;
}

/** What later steps need of the repository; a plain object, because checkpoints store it. */
export type CreatedRepository = {
  htmlUrl: string;
  cloneUrl: string;
  defaultBranch: string;
  /** Whether the set-up came to its end in an earlier run. */
  finished: boolean;
};

// The first commit of a task that runs again soon after is near the top, even when CI has committed meanwhile.
const COMMITS_TO_SEARCH = 50;

async function readCommitMessages(target: RepositoryTarget): Promise<string[]> {
  try {
    const { data } = await target.octokit.rest.repos.listCommits({
      owner: target.organization,
      repo: target.repository,
      per_page: COMMITS_TO_SEARCH,
    });
    return data.map(({ commit }) => commit.message);
  } catch (error) {
    // GitHub answers so for a repository without commits.
    if (classifyGithubError(error).kind === 'conflict') {
      return [];
    }
    throw error;
  }
}

/** Finds the repository, and refuses one that this task did not create. */
export async function findOwnRepository(
  target: RepositoryTarget,
): Promise<CreatedRepository | undefined> {
  const { octokit, organization, repository, intentId } = target;
  const fullName = `${organization}/${repository}`;
  try {
    const { data } = await octokit.rest.repos.get({
      owner: organization,
      repo: repository,
    });
    const ownership = decideOwnership(intentId, {
      description: data.description ?? undefined,
      commitMessages: await readCommitMessages(target),
    });
    if (ownership === 'other-task') {
      throw new ConflictError(
        `Repository "${fullName}" is being set up by another task, or was left half-done by one that failed. Open that task and choose "Retry", delete the repository, or choose another name.`,
      );
    }
    if (ownership === 'foreign') {
      throw new ConflictError(
        `Repository "${fullName}" exists already and this task did not create it. Nothing was written to it. Choose another name.`,
      );
    }
    return {
      htmlUrl: data.html_url,
      cloneUrl: data.clone_url,
      defaultBranch: data.default_branch,
      finished: ownership === 'finished',
    };
  } catch (error) {
    target.signal?.throwIfAborted();
    if (classifyGithubError(error).kind === 'not-found') {
      return undefined;
    }
    throw toGithubError(error, {
      action: 'look for the repository',
      repository: fullName,
    });
  }
}

/**
 * Refuses to go on where the repository that an earlier run created is gone, or another one has its name now: a
 * checkpoint tells what was, and not what is.
 */
export async function assertStillOwn(target: RepositoryTarget): Promise<void> {
  if (!(await findOwnRepository(target))) {
    throw new NotFoundError(
      `Repository "${target.organization}/${target.repository}", which this task created, is gone. Start the template anew to create it again.`,
    );
  }
}

/** Creates the repository, or adopts the one that an interrupted run of the same task created. */
export async function ensureRepository(
  target: RepositoryTarget,
  options: { visibility: RepositoryVisibility },
): Promise<CreatedRepository> {
  const { octokit, organization, repository, intentId, signal } = target;
  try {
    const { value } = await lookThenAct({
      look: () => findOwnRepository(target),
      act: async () => {
        const { data } = await octokit.request('POST /orgs/{org}/repos', {
          org: organization,
          name: repository,
          description: toMarker(intentId),
          private: options.visibility !== 'public',
          // "internal" exists on enterprise plans only, and Octokit's types do not know it.
          ...(options.visibility === 'internal'
            ? { visibility: 'internal' as 'private' }
            : {}),
          // A commit to stand on: GitHub's atomic commit call refuses an empty repository.
          auto_init: true,
          delete_branch_on_merge: true,
          allow_auto_merge: true,
        });
        return {
          htmlUrl: data.html_url,
          cloneUrl: data.clone_url,
          defaultBranch: data.default_branch,
          finished: false,
        };
      },
      signal,
    });
    return value;
  } catch (error) {
    signal?.throwIfAborted();
    throw toGithubError(error, {
      action: `create repository "${repository}"`,
      repository: organization,
    });
  }
}

const READY_ATTEMPTS = 10;
const READY_BACKOFF = 200;
const READY_MAX_PAUSE = 8000;

/**
 * The tip of the default branch. GitHub fills a new repository in the background and answers "empty" or
 * "not found" for a while.
 */
export async function waitForBranch(
  target: RepositoryTarget,
  branch: string,
): Promise<string> {
  const { octokit, organization, repository, signal } = target;
  for (let attempt = 1; attempt <= READY_ATTEMPTS; attempt += 1) {
    try {
      const head = await readBranch({
        octokit,
        owner: organization,
        repo: repository,
        branch,
        signal,
      });
      if (head) {
        return head;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof ConflictError)) {
        throw error;
      }
    }
    await delay(
      Math.min(READY_MAX_PAUSE, READY_BACKOFF * 2 ** attempt),
      undefined,
      { signal },
    );
  }
  throw new ServiceUnavailableError(
    `GitHub has created "${organization}/${repository}" but keeps calling it empty. Choose "Retry" in a few minutes: the task goes on with this repository.`,
  );
}

/**
 * Removes the repository again, when it holds nothing yet but what GitHub put there.
 *
 * @returns whether it is gone
 */
export async function removeUnfinishedRepository(
  target: RepositoryTarget,
): Promise<boolean> {
  const { octokit, organization, repository, intentId } = target;
  try {
    const { data } = await octokit.rest.repos.get({
      owner: organization,
      repo: repository,
    });
    const isEmpty = (await readCommitMessages(target)).length <= 1;
    if (data.description !== toMarker(intentId) || !isEmpty) {
      return false;
    }
    await octokit.rest.repos.delete({
      owner: organization,
      repo: repository,
    });
    return true;
  } catch (error) {
    return classifyGithubError(error).kind === 'not-found';
  }
}
