import { ConflictError } from '@backstage/errors';
import { classifyGithubError, mergePullRequest } from '@openportal/github-node';
import {
  ChangeRef,
  ChangeReview,
  ChangeStatus,
} from '@openportal/plugin-deploy-node';
import { headOf } from './orderChange';
import { OrderFile } from './OrderFile';

type PullRequestRef = Extract<ChangeRef, { kind: 'pull-request' }>;

const states: Record<string, ChangeReview['state']> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
};
const blocks: Record<string, string> = {
  dirty: 'It conflicts with the branch that it is for; cancel it and ask again',
  behind: 'Its branch is behind the one that it is for; update it',
  blocked: 'The protection of the branch still waits for a review or a check',
  draft: 'It is a draft; mark it ready for review',
};

/** Whether a revision contains a commit; undefined where GitHub knows one of them not. */
export async function containsCommit(
  file: OrderFile,
  query: { revision: string; commit: string },
): Promise<boolean | undefined> {
  const { octokit, owner, repo, signal } = file.repository;
  try {
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
      owner,
      repo,
      basehead: `${query.commit}...${query.revision}`,
      per_page: 1,
    });
    return data.status === 'ahead' || data.status === 'identical';
  } catch (error) {
    signal?.throwIfAborted();
    if (classifyGithubError(error).kind === 'not-found') {
      return undefined;
    }
    return file.call('compare commits', () => Promise.reject(error));
  }
}

async function readReviews(
  file: OrderFile,
  number: number,
): Promise<ChangeReview[]> {
  const { owner, repo } = file.repository;
  const { data } = await file.call('list reviews', octokit =>
    octokit.rest.pulls.listReviews({
      owner,
      repo,
      pull_number: number,
      per_page: 100,
    }),
  );
  const latest = new Map<string, ChangeReview>();
  for (const review of data) {
    const author = review.user?.login;
    const state = states[review.state];
    const known = author === undefined ? undefined : latest.get(author);
    // A comment after an approval does not take the approval back.
    if (author && state && !(state === 'commented' && known)) {
      latest.set(author, {
        author,
        state,
        headSha: review.commit_id ?? undefined,
        mayApprove: ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(
          review.author_association,
        ),
        at: review.submitted_at,
        url: review.html_url,
      });
    }
  }
  return [...latest.values()];
}

async function pullRequestStatus(
  file: OrderFile,
  { number }: PullRequestRef,
): Promise<ChangeStatus> {
  const { owner, repo } = file.repository;
  const [{ data: pull }, reviews] = await Promise.all([
    file.call(`read pull request #${number}`, octokit =>
      octokit.rest.pulls.get({ owner, repo, pull_number: number }),
    ),
    readReviews(file, number),
  ]);
  const common = { url: pull.html_url, headSha: pull.head.sha, reviews };
  if (pull.merged) {
    return {
      ...common,
      state: 'landed',
      commit: pull.merge_commit_sha ?? undefined,
      landedAt: pull.merged_at ?? undefined,
      mergedBy: pull.merged_by?.login,
    };
  }
  if (pull.state === 'closed') {
    const { data: issue } = await file.call('read who closed it', octokit =>
      octokit.rest.issues.get({ owner, repo, issue_number: number }),
    );
    return {
      ...common,
      state: 'closed',
      closedBy: issue.closed_by?.login,
      closedReason: `Pull request #${number} was closed without a merge`,
    };
  }
  return {
    ...common,
    state: 'open',
    mergeable: pull.mergeable ?? undefined,
    blockedBy: blocks[pull.mergeable_state],
  };
}

/** Where a change stands. */
export async function orderChangeStatus(
  file: OrderFile,
  ref: ChangeRef,
): Promise<ChangeStatus> {
  if (ref.kind === 'pull-request') {
    return pullRequestStatus(file, ref);
  }
  if (ref.kind === 'job') {
    return { state: 'open', url: ref.url, reviews: [] };
  }
  const head = await headOf(file);
  const isThere = await containsCommit(file, {
    revision: head,
    commit: ref.commit,
  });
  return isThere
    ? { state: 'landed', commit: ref.commit, url: ref.url, reviews: [] }
    : {
        state: 'closed',
        url: ref.url,
        reviews: [],
        closedReason: `The branch does not have the commit ${ref.commit} any more`,
      };
}

/** Merges a pull request at exactly this head; where GitHub refuses, the status says why. */
export async function mergeOrderChange(
  file: OrderFile,
  ref: ChangeRef,
  headSha: string,
): Promise<ChangeStatus> {
  if (ref.kind !== 'pull-request') {
    return orderChangeStatus(file, ref);
  }
  try {
    await mergePullRequest({
      ...file.repository,
      number: ref.number,
      expectedSha: headSha,
    });
    return await pullRequestStatus(file, ref);
  } catch (error) {
    if (!(error instanceof ConflictError)) {
      throw error;
    }
    const status = await pullRequestStatus(file, ref);
    return status.state === 'open'
      ? { ...status, blockedBy: status.blockedBy ?? error.message }
      : status;
  }
}

/** Closes a pull request with the reason and removes its branch. */
export async function abandonOrderChange(
  file: OrderFile,
  ref: ChangeRef,
  reason: string,
): Promise<ChangeStatus> {
  const status = await orderChangeStatus(file, ref);
  if (ref.kind !== 'pull-request' || status.state !== 'open') {
    return status;
  }
  const { owner, repo } = file.repository;
  await file.call('say why it is closed', octokit =>
    octokit.rest.issues.createComment({
      owner,
      repo,
      issue_number: ref.number,
      body: reason,
    }),
  );
  await file.call(`close pull request #${ref.number}`, octokit =>
    octokit.rest.pulls.update({
      owner,
      repo,
      pull_number: ref.number,
      state: 'closed',
    }),
  );
  await file.call(`delete branch '${ref.branch}'`, octokit =>
    octokit.rest.git
      .deleteRef({ owner, repo, ref: `heads/${ref.branch}` })
      .catch(error => {
        // GitHub may have removed it with the pull request.
        if (classifyGithubError(error).status !== 422) {
          throw error;
        }
      }),
  );
  return pullRequestStatus(file, ref);
}
