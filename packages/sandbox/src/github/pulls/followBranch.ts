import type { PullRequest, Repository } from '../entities';
import { branchTip, isAncestor, setReference } from '../git';
import type { Services } from '../Services';
import { scheduleAutoMerge } from './autoMerge';
import { publishPull } from './publishPull';

/** The ref under which a pull request's head can always be fetched. */
export async function keepHead(
  services: Services,
  repository: Repository,
  pull: PullRequest,
): Promise<void> {
  await setReference(
    services.state.path(repository),
    `refs/pull/${pull.number}/head`,
    pull.headSha,
  );
}

function dismissStaleReviews(
  services: Services,
  repository: Repository,
  pull: PullRequest,
) {
  const { state } = services;
  const rules = state.protections.get(repository.id, pull.baseBranch);
  if (!rules?.requiredReviews?.dismissStale) return;
  for (const review of state.reviews.list(pull.id)) {
    if (review.state === 'APPROVED') {
      state.reviews.put(pull.id, review.id, { ...review, state: 'DISMISSED' });
    }
  }
}

/** Whether the base branch contains the merge that was meant, or the head itself after a merge by hand. */
async function hasLanded(
  folder: string,
  candidates: Array<string | undefined>,
  base: string,
): Promise<boolean> {
  for (const sha of candidates) {
    if (sha && (await isAncestor(folder, sha, base))) return true;
  }
  return false;
}

/** Brings one open pull request in line with what its branches say now. */
async function follow(
  services: Services,
  repository: Repository,
  pull: PullRequest,
  actor: string,
): Promise<void> {
  const { state } = services;
  const folder = state.path(repository);
  const [head, base] = await Promise.all([
    branchTip(folder, pull.headBranch),
    branchTip(folder, pull.baseBranch),
  ]);
  const now = state.now();
  if (base && (await hasLanded(folder, [pull.mergeCommitSha, head], base))) {
    const merged = state.changePull(repository, pull, {
      headSha: head ?? pull.headSha,
      state: 'closed',
      mergeCommitSha: pull.mergeCommitSha ?? base,
      mergedAt: now,
      mergedBy: pull.mergedBy ?? actor,
      closedAt: now,
      updatedAt: now,
      autoMerge: undefined,
    });
    await publishPull(services, repository, merged, 'closed', actor);
    return;
  }
  if (!head || !base) {
    const closed = state.changePull(repository, pull, {
      state: 'closed',
      closedAt: now,
      closedBy: actor,
      updatedAt: now,
      autoMerge: undefined,
    });
    await publishPull(services, repository, closed, 'closed', actor);
    return;
  }
  if (head !== pull.headSha) {
    const moved = state.changePull(repository, pull, {
      headSha: head,
      baseSha: base,
      mergeCommitSha: undefined,
      updatedAt: now,
    });
    dismissStaleReviews(services, repository, moved);
    await keepHead(services, repository, moved);
    await publishPull(services, repository, moved, 'synchronize', actor);
  }
  scheduleAutoMerge(services, repository, pull.number);
}

/** Brings the pull requests of a branch in line after it has moved. */
export async function followBranch(
  services: Services,
  repository: Repository,
  branch: string,
  actor: string,
): Promise<void> {
  for (const pull of services.state.pulls.list(repository.id)) {
    const concerned =
      pull.state === 'open' &&
      (pull.headBranch === branch || pull.baseBranch === branch);
    if (concerned) await follow(services, repository, pull, actor);
  }
}

/** After a start: what happened to branches just before the process was killed reaches the pull requests now. */
export async function reconcilePulls(services: Services): Promise<void> {
  for (const repository of services.state.listRepositories()) {
    for (const pull of services.state.pulls.list(repository.id)) {
      if (pull.state === 'open') {
        await follow(services, repository, pull, pull.mergedBy ?? pull.author);
      }
    }
  }
}
