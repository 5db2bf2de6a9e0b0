import { ZERO_SHA, type ChangedFile } from './model';

const STATUS: Record<string, ChangedFile['status']> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  C: 'copied',
  T: 'changed',
};

/** Everything of one file's patch from its first hunk on; undefined for binary files and pure renames. */
function hunksOf(patch: string): string | undefined {
  const start = patch.search(/^@@ /m);
  return start < 0 ? undefined : patch.slice(start).replace(/\n$/, '');
}

/**
 * Joins the output of `git diff --raw --numstat -z` (first all raw records, then all numstat records) with the patches
 * of `git diff --patch`, which lists the files in the same order.
 */
export function parseChangedFiles(
  summary: string,
  patches: string,
): ChangedFile[] {
  const fields = summary.split('\0');
  const files: ChangedFile[] = [];
  let index = 0;
  while (fields[index]?.startsWith(':')) {
    const [, , oldSha, newSha, code] = fields[index].split(' ');
    const status = STATUS[code[0]] ?? 'modified';
    const moved = status === 'renamed' || status === 'copied';
    files.push({
      status,
      path: moved ? fields[index + 2] : fields[index + 1],
      ...(moved ? { previousPath: fields[index + 1] } : {}),
      sha: newSha === ZERO_SHA ? oldSha : newSha,
      additions: 0,
      deletions: 0,
    });
    index += moved ? 3 : 2;
  }
  const perFile = patches
    .split(/^(?=diff --git )/m)
    .filter(it => it.startsWith('diff --git '));
  for (const [position, file] of files.entries()) {
    const [added, deleted, name] = (fields[index] ?? '').split('\t');
    file.additions = Number(added) || 0;
    file.deletions = Number(deleted) || 0;
    file.patch = hunksOf(perFile[position] ?? '');
    // A renamed file's record has an empty name and both names after it.
    index += name === '' ? 3 : 1;
  }
  return files;
}
