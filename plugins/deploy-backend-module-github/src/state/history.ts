import {
  DeployTarget,
  DesiredVersionHistoryEntry,
} from '@openportal/plugin-deploy-node';
import { readImage } from '../manifest/editImage';
import { CommitSummary } from '../access/ContentCaches';
import { GitRepository } from '../access/GitRepository';
import { imageQueryOf, readManifest } from './readManifest';

const PARALLEL_READS = 5;

/**
 * Commits that wrote another image, newest first. A commit that touched the file for another reason does not count, so
 * of neighbors with the same image only the oldest stays.
 */
export function collapse(
  entries: DesiredVersionHistoryEntry[],
): DesiredVersionHistoryEntry[] {
  return entries.filter(
    (entry, index) => entry.image !== entries[index + 1]?.image,
  );
}

async function imageAt(
  repository: GitRepository,
  target: DeployTarget,
  path: string,
  commit: CommitSummary,
): Promise<DesiredVersionHistoryEntry | undefined> {
  const [file] = (await repository.entries(path, commit.sha)) ?? [];
  if (!file?.isFile) {
    return undefined;
  }
  const text = (await repository.texts([file.sha])).get(file.sha) ?? '';
  let image: string;
  try {
    image = readImage(text, imageQueryOf(target)).image;
  } catch {
    // An old commit may have broken the file; the other commits still tell their part.
    return undefined;
  }
  const { sha, committedAt, author } = commit;
  const url = repository.commitUrl(sha);
  return { image, commit: sha, committedAt, author, url };
}

/** Reads the earlier images of the file that carries the image now. */
export async function readHistory(options: {
  repository: GitRepository;
  target: DeployTarget;
  head: string;
  limit: number;
}): Promise<DesiredVersionHistoryEntry[]> {
  const { repository, target, head, limit } = options;
  const manifest = await readManifest(repository, target, head);
  if (!manifest) {
    return [];
  }
  const commits = await repository.commits({
    revision: head,
    path: manifest.path,
    limit,
  });
  const entries: DesiredVersionHistoryEntry[] = [];
  for (let at = 0; at < commits.length; at += PARALLEL_READS) {
    const batch = await Promise.all(
      commits
        .slice(at, at + PARALLEL_READS)
        .map(commit => imageAt(repository, target, manifest.path, commit)),
    );
    entries.push(...batch.flatMap(entry => entry ?? []));
  }
  return collapse(entries);
}
