import type { Repository } from '../entities';
import { ZERO_SHA, type Commit } from '../git';
import type { Services } from '../Services';
import { toSimpleCommit } from './commit';

interface Change {
  ref: string;
  before: string | undefined;
  after: string | undefined;
  actor: string;
}

/** The body of a `push` webhook, without the parts that every webhook has. */
export function toPushPayload(
  services: Services,
  repository: Repository,
  change: Change,
  commits: Commit[],
) {
  const { state, links } = services;
  const page = links.page(repository);
  const pusher = state.accountOrGhost(change.actor);
  const before = change.before ?? ZERO_SHA;
  const after = change.after ?? ZERO_SHA;
  const rendered = commits.map(commit => ({
    ...toSimpleCommit(commit),
    distinct: true,
    url: `${page}/commit/${commit.sha}`,
  }));
  return {
    ref: change.ref,
    before,
    after,
    created: !change.before,
    deleted: !change.after,
    forced: false,
    base_ref: null,
    compare: `${page}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: rendered,
    head_commit: rendered.at(-1) ?? null,
    pusher: { name: pusher.login, email: pusher.email ?? null },
  };
}
