import type { PullRequest, Repository } from '../entities';
import { validationFailed } from '../errors';
import { branchTip, countCommits } from '../git';
import type { Services } from '../Services';
import { keepHead } from './followBranch';
import { publishPull } from './publishPull';

export interface NewPull {
  title: string;
  body: string | undefined;
  head: string;
  base: string;
  draft: boolean;
  author: string;
}

function invalidField(field: string) {
  return validationFailed({ resource: 'PullRequest', field, code: 'invalid' });
}

/** Opens a pull request between two branches of one repository. */
export async function openPull(
  services: Services,
  repository: Repository,
  input: NewPull,
): Promise<PullRequest> {
  const { state } = services;
  const folder = state.path(repository);
  const owner = `${repository.owner}:`;
  const head = input.head.startsWith(owner)
    ? input.head.slice(owner.length)
    : input.head;
  const [headSha, baseSha] = await Promise.all([
    branchTip(folder, head),
    branchTip(folder, input.base),
  ]);
  if (!headSha) throw invalidField('head');
  if (!baseSha) throw invalidField('base');
  if ((await countCommits(folder, headSha, baseSha)) === 0) {
    throw validationFailed({
      resource: 'PullRequest',
      field: 'base',
      code: 'custom',
      message: `No commits between ${input.base} and ${head}`,
    });
  }
  const pull = state.store.transaction(() => {
    refuseSecond(services, repository, head, input.base);
    const now = state.now();
    const number = state.next(`issue:${repository.id}`);
    return state.pulls.put(repository.id, number, {
      id: state.next('pull'),
      number,
      title: input.title,
      body: input.body,
      author: input.author,
      headBranch: head,
      baseBranch: input.base,
      headSha,
      baseSha,
      state: 'open',
      draft: input.draft,
      labels: [],
      requestedReviewers: [],
      requestedTeams: [],
      autoMerge: undefined,
      mergeCommitSha: undefined,
      mergedAt: undefined,
      mergedBy: undefined,
      closedAt: undefined,
      createdAt: now,
      updatedAt: now,
    });
  });
  await keepHead(services, repository, pull);
  await publishPull(services, repository, pull, 'opened', input.author);
  return pull;
}

function refuseSecond(
  services: Services,
  repository: Repository,
  head: string,
  base: string,
) {
  const exists = services.state.pulls
    .list(repository.id)
    .some(
      it =>
        it.state === 'open' && it.headBranch === head && it.baseBranch === base,
    );
  if (!exists) return;
  throw validationFailed({
    resource: 'PullRequest',
    field: 'base',
    code: 'custom',
    message: `A pull request already exists for ${repository.owner}:${head}.`,
  });
}
