import { ConflictError, NotAllowedError } from '@backstage/errors';
import {
  mergePullRequest,
  readPullRequest,
  toGithubError,
} from '@openportal/github-node';
import {
  ChangeRef,
  ChangeStatus,
  operationBranch,
} from '@openportal/plugin-deploy-node';
import { GitRepository } from '../access/GitRepository';
import { readChangeStatus } from './changeStatus';

type PullRequestRef = Extract<ChangeRef, { kind: 'pull-request' }>;

/** Merges at exactly the reviewed head. What GitHub refuses is told, never forced. */
export async function mergeChange(options: {
  repository: GitRepository;
  branch: string;
  ref: PullRequestRef;
  headSha: string;
  method: 'merge' | 'squash' | 'rebase';
}): Promise<ChangeStatus> {
  const { repository, branch, ref, headSha, method } = options;
  const { title } = await readPullRequest({
    ...repository.location,
    number: ref.number,
  });
  let refusal: string | undefined;
  try {
    await mergePullRequest({
      ...repository.location,
      number: ref.number,
      expectedSha: headSha,
      method,
      // The image is built already: a build of the merge would only make another version.
      commitTitle: `${title} (#${ref.number}) [skip ci]`,
    });
  } catch (error) {
    if (!(error instanceof ConflictError || error instanceof NotAllowedError)) {
      throw error;
    }
    refusal = error.message;
  }
  const status = await readChangeStatus({ repository, branch, ref });
  return status.state === 'open' && refusal
    ? { ...status, blockedBy: refusal }
    : status;
}

/**
 * Closes a pull request with the reason and removes its branch. One that landed stays as it is, and so does what was
 * written without one.
 */
export async function abandonChange(options: {
  repository: GitRepository;
  branch: string;
  ref: ChangeRef;
  environment: string;
  reason: string;
}): Promise<ChangeStatus> {
  const { repository, branch, ref, environment, reason } = options;
  const { octokit, place } = repository;
  const before = await readChangeStatus({ repository, branch, ref });
  if (ref.kind !== 'pull-request' || before.state !== 'open') {
    return before;
  }
  try {
    await octokit.rest.issues.createComment({
      ...place,
      issue_number: ref.number,
      body: `Closed by the portal: ${reason.slice(0, 2000)}`,
    });
    await octokit.rest.pulls.update({
      ...place,
      pull_number: ref.number,
      state: 'closed',
    });
    // Only a branch that we name ourselves is removed, whatever the reference says.
    const operationId = ref.branch.split('/')[2] ?? '';
    if (ref.branch === operationBranch(environment, operationId)) {
      await octokit.rest.git.deleteRef({
        ...place,
        ref: `heads/${ref.branch}`,
      });
    }
  } catch (error) {
    throw toGithubError(error, {
      action: `close pull request #${ref.number}`,
      repository: repository.name,
    });
  }
  return readChangeStatus({ repository, branch, ref });
}
