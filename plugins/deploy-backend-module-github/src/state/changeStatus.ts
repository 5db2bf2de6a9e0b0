import { InputError } from '@backstage/errors';
import { classifyGithubError, toGithubError } from '@openportal/github-node';
import {
  ChangeRef,
  ChangeReview,
  ChangeStatus,
} from '@openportal/plugin-deploy-node';
import { GitRepository } from '../access/GitRepository';
import { explainBlock, latestReviews } from './reviews';

const MAX_REVIEWS = 100;

export async function commitStatus(
  repository: GitRepository,
  branch: string,
  commit: string,
  url?: string,
): Promise<ChangeStatus> {
  // The head is read first: ancestry of two commits never changes, so that the next read is cheap.
  const head = await repository.head(branch);
  const contained = await repository.contains(head, commit);
  if (contained) {
    return {
      state: 'landed',
      commit,
      landedAt: (await repository.commit(commit)).committedAt,
      url,
      reviews: [],
    };
  }
  return {
    state: 'closed',
    url,
    reviews: [],
    closedReason:
      contained === undefined
        ? `The commit ${commit} is not in the repository "${repository.name}" any more`
        : `The commit ${commit} is no longer part of '${branch}': the branch was rewritten`,
  };
}

async function mayApprove(
  repository: GitRepository,
  login: string,
): Promise<boolean> {
  try {
    const { data } =
      await repository.octokit.rest.repos.getCollaboratorPermissionLevel({
        ...repository.place,
        username: login,
      });
    return ['admin', 'write'].includes(data.permission);
  } catch (error) {
    if (classifyGithubError(error).kind === 'not-found') {
      return false;
    }
    throw error;
  }
}

async function readReviews(
  repository: GitRepository,
  number: number,
): Promise<ChangeReview[]> {
  const { octokit, place } = repository;
  const reviews = await octokit.paginate(octokit.rest.pulls.listReviews, {
    ...place,
    pull_number: number,
    per_page: MAX_REVIEWS,
  });
  return Promise.all(
    latestReviews(reviews).map(async review => ({
      ...review,
      // An objection weighs as much as an approval; the other states decide nothing.
      mayApprove:
        (review.state === 'approved' || review.state === 'changes-requested') &&
        (await mayApprove(repository, review.author)),
    })),
  );
}

async function pullStatus(
  repository: GitRepository,
  branch: string,
  number: number,
): Promise<ChangeStatus> {
  const { octokit, place } = repository;
  const { data: pull } = await octokit.rest.pulls.get({
    ...place,
    pull_number: number,
  });
  const reviews = await readReviews(repository, number);
  const common = {
    url: pull.html_url,
    headSha: pull.head.sha,
    reviews,
  };
  if (pull.merged && pull.merge_commit_sha) {
    const landed = await commitStatus(
      repository,
      branch,
      pull.merge_commit_sha,
    );
    return {
      ...landed,
      ...common,
      landedAt: pull.merged_at ?? landed.landedAt,
      mergedBy: pull.merged_by?.login,
    };
  }
  if (pull.state === 'closed') {
    const { data: issue } = await octokit.rest.issues.get({
      ...place,
      issue_number: number,
    });
    const closedBy = issue.closed_by?.login;
    return {
      ...common,
      state: 'closed',
      closedBy,
      closedReason: `${
        closedBy ?? 'Somebody'
      } closed pull request #${number} without merging it`,
    };
  }
  return {
    ...common,
    state: 'open',
    mergeable: pull.mergeable ?? undefined,
    blockedBy:
      pull.base.ref === branch
        ? explainBlock({
            mergeableState: pull.mergeable_state,
            draft: pull.draft ?? false,
            base: branch,
            reviews,
          })
        : `It was turned towards '${pull.base.ref}'; turn it back to '${branch}', or close it`,
  };
}

/** Reads where a change stands. */
export async function readChangeStatus(options: {
  repository: GitRepository;
  branch: string;
  ref: ChangeRef;
}): Promise<ChangeStatus> {
  const { repository, branch, ref } = options;
  if (ref.kind === 'job') {
    throw new InputError('A job is not a change of this repository');
  }
  if (ref.kind !== 'pull-request') {
    return commitStatus(repository, branch, ref.commit, ref.url);
  }
  try {
    return await pullStatus(repository, branch, ref.number);
  } catch (error) {
    repository.location.signal?.throwIfAborted();
    throw toGithubError(error, {
      action: `read pull request #${ref.number}`,
      repository: repository.name,
    });
  }
}
