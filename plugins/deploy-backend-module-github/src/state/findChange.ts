import { findPullRequest } from '@openportal/github-node';
import {
  ChangeRef,
  DeployTarget,
  operationBranch,
  operationOfCommitMessage,
} from '@openportal/plugin-deploy-node';
import { GitRepository } from '../access/GitRepository';
import { listChanges } from './readManifest';

/** The pull request that an earlier call opened for an operation. */
export async function findOperationPull(options: {
  repository: GitRepository;
  target: DeployTarget;
  branch: string;
  operationId: string;
}): Promise<ChangeRef | undefined> {
  const { repository, target, branch, operationId } = options;
  const pull = await findPullRequest({
    ...repository.location,
    head: operationBranch(target.environment, operationId),
    base: branch,
  });
  return (
    pull && {
      kind: 'pull-request',
      number: pull.number,
      url: pull.url,
      branch: pull.headBranch,
      headSha: pull.headOid,
    }
  );
}

/** The commit that an earlier call wrote for an operation, seen from the head of the branch. */
export async function findOperationCommit(options: {
  repository: GitRepository;
  target: DeployTarget;
  head: string;
  operationId: string;
}): Promise<ChangeRef | undefined> {
  const { repository, target, head, operationId } = options;
  const commit = (await listChanges(repository, target, head)).find(
    ({ message }) => operationOfCommitMessage(message) === operationId,
  );
  return (
    commit && {
      kind: 'commit',
      commit: commit.sha,
      url: repository.commitUrl(commit.sha),
    }
  );
}
