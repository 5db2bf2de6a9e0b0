import { checkReferenceUpdate } from '../branchRules';
import type { MergeMethod, PullRequest, Repository } from '../entities';
import { forbidden, GitHubError, invalid, notFound } from '../errors';
import { branchTip, commitFiles, isValidPath, lookUp } from '../git';
import { updateRefs } from './updateRefs';
import { parseNodeId } from '../Links';
import { atLeast, callerPermission } from '../permissions';
import { disableAutoMerge, enableAutoMerge } from '../pulls/autoMerge';
import { publishPull } from '../pulls/publishPull';
import { recordPush } from '../pushes';
import { signatureOf } from '../signature';
import {
  accountNode,
  commitNode,
  pullNode,
  refNode,
  type Scope,
} from './nodes';

export interface Input<T> {
  input: T & { clientMutationId?: string };
}

interface CommitInput {
  branch: {
    id?: string;
    repositoryNameWithOwner?: string;
    branchName?: string;
  };
  message: { headline: string; body?: string };
  expectedHeadOid: string;
  fileChanges?: {
    additions?: Array<{ path: string; contents: string }>;
    deletions?: Array<{ path: string }>;
  };
}

/** The branch has moved on since the caller read it. */
export class StaleDataError extends GitHubError {
  constructor(message: string) {
    super(409, message);
  }
}

export function requireAccount({ caller }: Scope) {
  if (!caller.account) throw new GitHubError(401, 'Requires authentication');
  return caller.account;
}

export function requireWrite(scope: Scope, repository: Repository | undefined) {
  const { state } = scope.services;
  const permission = repository
    ? callerPermission(state, scope.caller, repository)
    : 'none';
  if (!repository || permission === 'none') {
    throw new GitHubError(404, 'Could not resolve to a Repository.');
  }
  if (!atLeast(permission, 'write')) {
    throw forbidden(
      `${
        requireAccount(scope).login
      } does not have the correct permissions to execute this mutation`,
    );
  }
  return repository;
}

function findBranch(scope: Scope, branch: CommitInput['branch']) {
  const { state } = scope.services;
  if (branch.id) {
    const parsed = parseNodeId(branch.id);
    const [id, ref] = parsed?.id.split(/:(.*)/s) ?? [];
    const repository = state
      .listRepositories()
      .find(it => String(it.id) === id);
    return { repository, name: (ref ?? '').replace('refs/heads/', '') };
  }
  const [owner, name] = (branch.repositoryNameWithOwner ?? '').split('/');
  return {
    repository: state.repository(owner, name ?? ''),
    name: (branch.branchName ?? '').replace('refs/heads/', ''),
  };
}

async function filesOf(
  folder: string,
  head: string,
  changes: CommitInput['fileChanges'],
): Promise<Record<string, Buffer | undefined>> {
  const files: Record<string, Buffer | undefined> = {};
  for (const { path } of changes?.deletions ?? []) {
    const found = isValidPath(path) && (await lookUp(folder, head, path));
    if (!found) {
      throw invalid(
        `A path was requested for deletion which does not exist as of commit oid \`${head}\`: ${path}`,
      );
    }
    files[path] = undefined;
  }
  for (const { path, contents } of changes?.additions ?? []) {
    if (!isValidPath(path)) throw invalid(`The path '${path}' is not valid`);
    files[path] = Buffer.from(contents, 'base64');
  }
  return files;
}

async function createCommitOnBranch(
  { input }: Input<CommitInput>,
  scope: Scope,
) {
  const { services } = scope;
  const account = requireAccount(scope);
  const { repository: found, name } = findBranch(scope, input.branch);
  const repository = requireWrite(scope, found);
  const folder = services.state.path(repository);
  const head = await branchTip(folder, name);
  if (!head) {
    throw new GitHubError(404, `No ref exists for branch '${name}'`);
  }
  const stale = () =>
    new StaleDataError(
      `Expected branch to point to "${input.expectedHeadOid}" but it did not. Pull and try again.`,
    );
  if (head !== input.expectedHeadOid) throw stale();
  await checkReferenceUpdate(services, repository, account, {
    branch: name,
    before: head,
    after: head,
  });
  const { headline, body } = input.message;
  const sha = await commitFiles(folder, {
    branch: name,
    parent: head,
    message: body ? `${headline}\n\n${body}` : headline,
    author: signatureOf(services, account.login),
    files: await filesOf(folder, head, input.fileChanges),
  });
  if (!sha) throw stale();
  await recordPush(services, repository, {
    ref: `refs/heads/${name}`,
    before: head,
    after: sha,
    actor: account.login,
  });
  return {
    clientMutationId: input.clientMutationId ?? null,
    commit: commitNode(scope, repository, sha),
    ref: refNode(scope, repository, `refs/heads/${name}`),
  };
}

/** A pull request by its global id, and its repository, if the caller may write there. */
export function findPull(
  scope: Scope,
  id: string,
): { repository: Repository; pull: PullRequest } {
  const { state } = scope.services;
  const parsed = parseNodeId(id);
  if (parsed?.type === 'PullRequest') {
    for (const repository of state.listRepositories()) {
      const pull = state.pulls
        .list(repository.id)
        .find(it => String(it.id) === parsed.id);
      if (pull) return { repository: requireWrite(scope, repository), pull };
    }
  }
  throw new GitHubError(
    404,
    `Could not resolve to a node with the global id of '${id}'`,
  );
}

async function enable(
  {
    input,
  }: Input<{
    pullRequestId: string;
    mergeMethod: string;
    commitHeadline?: string;
    commitBody?: string;
    expectedHeadOid?: string;
  }>,
  scope: Scope,
) {
  const { services } = scope;
  const account = requireAccount(scope);
  const { repository, pull } = findPull(scope, input.pullRequestId);
  if (input.expectedHeadOid && input.expectedHeadOid !== pull.headSha) {
    throw new StaleDataError(
      `Expected head oid to be ${input.expectedHeadOid} but it is ${pull.headSha}`,
    );
  }
  const armed = await enableAutoMerge(
    services,
    repository,
    pull,
    account.login,
    {
      method: input.mergeMethod.toLowerCase() as MergeMethod,
      title: input.commitHeadline,
      message: input.commitBody,
    },
  );
  return {
    clientMutationId: input.clientMutationId ?? null,
    actor: accountNode(scope, account),
    pullRequest: pullNode(scope, repository, armed),
  };
}

async function disable(
  { input }: Input<{ pullRequestId: string }>,
  scope: Scope,
) {
  const account = requireAccount(scope);
  const { repository, pull } = findPull(scope, input.pullRequestId);
  const disarmed = await disableAutoMerge(
    scope.services,
    repository,
    pull,
    account.login,
  );
  return {
    clientMutationId: input.clientMutationId ?? null,
    actor: accountNode(scope, account),
    pullRequest: pullNode(scope, repository, disarmed),
  };
}

async function markReady(
  { input }: Input<{ pullRequestId: string }>,
  scope: Scope,
) {
  const { services } = scope;
  const { login } = requireAccount(scope);
  const { repository, pull } = findPull(scope, input.pullRequestId);
  if (pull.state !== 'open') throw notFound();
  const ready = services.state.changePull(repository, pull, { draft: false });
  await publishPull(services, repository, ready, 'ready_for_review', login);
  return {
    clientMutationId: input.clientMutationId ?? null,
    pullRequest: pullNode(scope, repository, ready),
  };
}

export const mutations = {
  createCommitOnBranch,
  updateRefs,
  enablePullRequestAutoMerge: enable,
  disablePullRequestAutoMerge: disable,
  markPullRequestReadyForReview: markReady,
};
