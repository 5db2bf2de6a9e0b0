import { LastGood, timeOf } from '../cache/LastGood';
import { OrderRepositories } from '../github/OrderRepositories';
import { ListedPullRequest } from '../github/PullRequests';
import { reasonOf } from '../sources/facts';

/** Paths that a repository has, by `<owner>/<repository>`; missing where they could not be read. */
export type KnownFiles = Map<string, Set<string>>;

/** A pull request that waits in a repository. */
export interface PendingPull {
  /** `<owner>/<repository>` */
  repository: string;
  pull: Pick<ListedPullRequest, 'number' | 'html_url' | 'created_at'> & {
    /** The branch. */
    head: { ref: string };
  };
}

/** What one repository has. */
export interface RepositoryListing {
  paths: Set<string> | undefined;
  pulls: ListedPullRequest[];
}

/** Reads what all repositories of orders have, and what waits to get in. */
export async function readRepositories(
  repositories: OrderRepositories | undefined,
  lastGood: LastGood<RepositoryListing>,
): Promise<{
  files: KnownFiles;
  pending: PendingPull[];
  problem?: string;
  /** When the one that cannot be read now was read last; absent when one never was. */
  staleSince?: string;
}> {
  const files: KnownFiles = new Map();
  const pending: PendingPull[] = [];
  const problems: string[] = [];
  const stale: string[] = [];
  let isMissing = false;
  await Promise.all(
    (repositories?.all() ?? []).map(async reader => {
      const { repository } = reader.location;
      try {
        const { value, stale: since } = await lastGood.get(
          repository,
          async () => {
            const [paths, pulls] = await Promise.all([
              reader.files.paths(),
              reader.pulls.open(),
            ]);
            return { paths, pulls };
          },
        );
        const { paths, pulls } = value;
        if (since) {
          stale.push(since.since);
          problems.push(
            `${repository}: ${since.note}; shown is what it had at ${timeOf(
              new Date(since.since),
            )}`,
          );
        }
        if (paths) {
          files.set(repository, paths);
        }
        pending.push(...pulls.map(pull => ({ repository, pull })));
      } catch (error) {
        isMissing = true;
        problems.push(reasonOf(error));
      }
    }),
  );
  return {
    files,
    pending,
    ...(problems.length ? { problem: problems.join('; ') } : {}),
    ...(stale.length && !isMissing ? { staleSince: stale.sort()[0] } : {}),
  };
}
