import { ServiceUnavailableError } from '@backstage/errors';
import { ensureFirstCommit, FirstCommit } from './firstCommit';
import { removeUnfinishedRepository, RepositoryTarget } from './repository';

/**
 * Commits the template's files. When GitHub refuses them for good, the repository of this run is removed
 * again; when GitHub is only unreachable, it stays, and the task's retry goes on with it.
 */
export async function commitOrRemove(
  target: RepositoryTarget,
  commit: FirstCommit,
): Promise<string> {
  try {
    return await ensureFirstCommit(target, commit);
  } catch (error) {
    target.signal?.throwIfAborted();
    if (!(error instanceof ServiceUnavailableError)) {
      await removeUnfinishedRepository(target);
    }
    throw error;
  }
}
