import type { Repository } from './entities';
import {
  deleteReference,
  listCommits,
  readReference,
  resolveCommit,
  setHead,
  ZERO_SHA,
  type Commit,
} from './git';
import { followBranch } from './pulls/followBranch';
import type { Services } from './Services';
import { toPushPayload } from './shapes/event';

export interface ReferenceChange {
  /** The full name. */
  ref: string;
  before: string | undefined;
  after: string | undefined;
  /** Login of who did it. */
  actor: string;
}

const LISTED_COMMITS = 20;

async function newCommits(
  folder: string,
  change: ReferenceChange,
): Promise<Commit[]> {
  if (!change.after) return [];
  const commits = await listCommits(folder, {
    from: change.after,
    notFrom: change.before,
    limit: LISTED_COMMITS,
  });
  return commits.reverse();
}

/** The first branch that is pushed becomes the default branch when the named one does not exist. */
async function adoptDefaultBranch(
  services: Services,
  repository: Repository,
  branch: string,
) {
  const { state } = services;
  const folder = state.path(repository);
  if (branch === repository.defaultBranch) return;
  if (await resolveCommit(folder, `heads/${repository.defaultBranch}`)) return;
  await setHead(folder, branch);
  state.changeRepository(repository, { defaultBranch: branch });
}

/** Everything that follows from a moved ref: listeners, webhooks, pull requests. The ref itself has moved already. */
export async function recordPush(
  services: Services,
  repository: Repository,
  change: ReferenceChange,
): Promise<void> {
  const { state } = services;
  const folder = state.path(repository);
  const now = state.now();
  const current = state.changeRepository(repository, {
    pushedAt: now,
    updatedAt: now,
  });
  const branch = /^refs\/heads\/(.+)$/.exec(change.ref)?.[1];
  if (branch && change.after) {
    await adoptDefaultBranch(services, current, branch);
  }
  const commits = await newCommits(folder, change);
  services.publish({
    event: 'push',
    action: undefined,
    repository: current,
    sender: change.actor,
    payload: toPushPayload(services, current, change, commits),
  });
  services.notifyPush({
    owner: current.owner,
    name: current.name,
    ref: change.ref,
    before: change.before ?? ZERO_SHA,
    after: change.after ?? ZERO_SHA,
    pusher: change.actor,
    commits: commits.map(({ sha, message }) => ({ sha, message })),
  });
  if (branch) await followBranch(services, current, branch, change.actor);
}

/** Deletes a branch and tells everybody; false when it was gone or had moved. */
export async function deleteBranch(
  services: Services,
  repository: Repository,
  branch: string,
  actor: string,
): Promise<boolean> {
  const folder = services.state.path(repository);
  const ref = `refs/heads/${branch}`;
  const found = await readReference(folder, ref);
  if (!found || !(await deleteReference(folder, ref, found.sha))) return false;
  await recordPush(services, repository, {
    ref,
    before: found.sha,
    after: undefined,
    actor,
  });
  return true;
}
