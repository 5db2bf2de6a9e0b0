import { findPullRequest } from '@openportal/github-node';
import {
  ChangeRef,
  DeployTarget,
  operationBranch,
  operationOfCommitMessage,
} from '@openportal/plugin-deploy-node';
import { GitRepository } from '../repository/GitRepository';
import { checkedPath } from './readManifest';

const SEARCHED_COMMITS = 100;

/** What an earlier call wrote for an operation: its pull request, or its commit on the branch. */
export async function findChange(options: {
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
  if (pull) {
    return {
      kind: 'pull-request',
      number: pull.number,
      url: pull.url,
      branch: pull.headBranch,
      headSha: pull.headOid,
    };
  }
  const commits = await repository.commits({
    revision: branch,
    path: checkedPath(target.manifestPath),
    limit: SEARCHED_COMMITS,
  });
  const commit = commits.find(
    ({ message }) => operationOfCommitMessage(message) === operationId,
  );
  return commit && { kind: 'commit', commit: commit.sha, url: commit.url };
}
