import { KeyedLock } from '../../core';
import type { MergeMethod, PullRequest, Repository } from '../entities';
import { conflict, GitHubError } from '../errors';
import {
  isAncestor,
  listCommits,
  rebaseCommits,
  updateReference,
  writeCommit,
  type Signature,
} from '../git';
import { bypassesProtection } from '../permissions';
import { deleteBranch, recordPush } from '../pushes';
import type { Services } from '../Services';
import { signatureOf } from '../signature';
import { evaluate, type Mergeability } from './mergeability';

export interface MergeOptions {
  actor: string;
  method: MergeMethod;
  title: string | undefined;
  message: string | undefined;
  /** The head the caller has seen; the merge is refused when it has moved. */
  sha: string | undefined;
}

const NOT_ALLOWED: Record<MergeMethod, string> = {
  merge: 'Merge commits are not allowed on this repository.',
  squash: 'Squash merges are not allowed on this repository.',
  rebase: 'Rebase merges are not allowed on this repository.',
};

function refuse(message: string): GitHubError {
  return new GitHubError(405, message);
}

function checkMethod(repository: Repository, method: MergeMethod) {
  const allowed = {
    merge: repository.allowMergeCommit,
    squash: repository.allowSquashMerge,
    rebase: repository.allowRebaseMerge,
  };
  if (!allowed[method]) throw refuse(NOT_ALLOWED[method]);
}

function checkState(
  services: Services,
  repository: Repository,
  pull: PullRequest,
  options: MergeOptions,
  now: Mergeability,
) {
  if (options.sha && options.sha !== now.headSha) {
    throw conflict('Head branch was modified. Review and try the merge again.');
  }
  if (now.state === 'dirty' || now.state === 'unknown') {
    throw refuse('Pull Request is not mergeable');
  }
  if (now.state === 'draft') {
    throw refuse(now.reason ?? 'Pull Request is still a draft');
  }
  if (now.state === 'blocked' || now.state === 'behind') {
    const { state } = services;
    const rules = state.protections.get(repository.id, pull.baseBranch);
    const bypass = bypassesProtection(
      state,
      state.account(options.actor),
      repository,
      rules?.enforceAdmins ?? false,
    );
    if (!bypass) throw refuse(now.reason ?? 'Pull Request is not mergeable');
  }
}

async function squashMessage(
  folder: string,
  base: string,
  head: string,
): Promise<string> {
  const commits = await listCommits(folder, {
    from: head,
    notFrom: base,
    oldestFirst: true,
  });
  return commits.length === 1
    ? commits[0].message.split('\n').slice(2).join('\n')
    : commits.map(it => `* ${it.message}`).join('\n\n');
}

async function writeMerge(
  services: Services,
  repository: Repository,
  pull: PullRequest,
  options: MergeOptions,
  known: { head: string; base: string; tree: string },
): Promise<string | undefined> {
  const folder = services.state.path(repository);
  const { head, base, tree } = known;
  const merger: Signature = signatureOf(services, options.actor);
  if (options.method === 'rebase') {
    return rebaseCommits(folder, base, head, merger);
  }
  if (options.method === 'squash') {
    const title = options.title ?? `${pull.title} (#${pull.number})`;
    const message =
      options.message ?? (await squashMessage(folder, base, head));
    return writeCommit(folder, {
      tree,
      parents: [base],
      message: message ? `${title}\n\n${message}` : title,
      author: signatureOf(services, pull.author),
      committer: merger,
    });
  }
  const title =
    options.title ??
    `Merge pull request #${pull.number} from ${repository.owner}/${pull.headBranch}`;
  const message = options.message ?? pull.title;
  return writeCommit(folder, {
    tree,
    parents: [base, head],
    message: message ? `${title}\n\n${message}` : title,
    author: merger,
  });
}

/** Two merges of one repository at the same time would note their intents over each other. */
const merges = new KeyedLock();

/** Merges for real: a new commit on the base branch, if that has not moved meanwhile. Returns its sha. */
export async function mergePull(
  services: Services,
  repository: Repository,
  pull: PullRequest,
  options: MergeOptions,
): Promise<string> {
  checkMethod(repository, options.method);
  const landed = await merges.run(services.state.path(repository), () =>
    land(services, repository, pull, options),
  );
  await recordPush(services, repository, { ...landed, actor: options.actor });
  if (repository.deleteBranchOnMerge) {
    await deleteBranch(services, repository, pull.headBranch, options.actor);
  }
  return landed.after;
}

/** Moves the base branch to the merge commit, and notes on the pull request which commit that is. */
async function land(
  services: Services,
  repository: Repository,
  pull: PullRequest,
  options: MergeOptions,
): Promise<{ ref: string; before: string; after: string }> {
  const { state } = services;
  await requireUnmerged(services, repository, pull);
  const now = await evaluate(services, repository, pull);
  checkState(services, repository, pull, options, now);
  const { headSha: head, baseSha: base, tree } = now;
  if (!head || !base || !tree) throw refuse('Pull Request is not mergeable');
  const sha = await writeMerge(services, repository, pull, options, {
    head,
    base,
    tree,
  });
  if (!sha) throw refuse('This branch can not be rebased due to conflicts');

  // Intent first: killed between here and the end, the next start finds the commit on the base branch and finishes.
  state.changePull(repository, pull, {
    headSha: head,
    baseSha: base,
    mergeCommitSha: sha,
    mergedBy: options.actor,
  });
  const ref = `refs/heads/${pull.baseBranch}`;
  if (!(await updateReference(state.path(repository), ref, sha, base))) {
    state.changePull(repository, pull, {
      mergeCommitSha: undefined,
      mergedBy: undefined,
    });
    throw refuse('Base branch was modified. Review and try the merge again.');
  }
  return { ref, before: base, after: sha };
}

/** Refuses a pull request that is closed, or whose merge has landed but is not announced yet. */
async function requireUnmerged(
  { state }: Services,
  repository: Repository,
  pull: PullRequest,
): Promise<void> {
  const current = state.pulls.get(repository.id, pull.number);
  const hasLanded =
    current?.mergeCommitSha !== undefined &&
    (await isAncestor(
      state.path(repository),
      current.mergeCommitSha,
      `refs/heads/${pull.baseBranch}`,
    ));
  if (current?.state !== 'open' || hasLanded) {
    throw refuse('Pull Request is not mergeable');
  }
}
