import { OrderRepositories } from '../github/OrderRepositories';
import { ListedPullRequest } from '../github/PullRequests';
import { reasonOf } from '../sources/facts';

/** Paths that a repository has, by `<owner>/<repository>`; missing where they could not be read. */
export type KnownFiles = Map<string, Set<string>>;

/** A pull request that waits in a repository. */
export interface PendingPull {
  /** `<owner>/<repository>` */
  repository: string;
  pull: Pick<ListedPullRequest, 'number' | 'html_url' | 'created_at' | 'head'>;
}

/** Reads what all repositories of orders have, and what waits to get in. */
export async function readRepositories(
  repositories: OrderRepositories | undefined,
): Promise<{ files: KnownFiles; pending: PendingPull[]; problem?: string }> {
  const files: KnownFiles = new Map();
  const pending: PendingPull[] = [];
  const problems: string[] = [];
  await Promise.all(
    (repositories?.all() ?? []).map(async reader => {
      const { repository } = reader.location;
      try {
        const [paths, pulls] = await Promise.all([
          reader.files.paths(),
          reader.pulls.open(),
        ]);
        if (paths) {
          files.set(repository, paths);
        }
        pending.push(...pulls.map(pull => ({ repository, pull })));
      } catch (error) {
        problems.push(reasonOf(error));
      }
    }),
  );
  return {
    files,
    pending,
    ...(problems.length ? { problem: problems.join('; ') } : {}),
  };
}
