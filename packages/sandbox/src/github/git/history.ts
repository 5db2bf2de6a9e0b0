import { lookOrAsk } from './looseFiles';
import {
  countLooseCommits,
  findLooseMergeBase,
  isLooseAncestor,
  listLooseCommits,
} from './looseHistory';
import { readLooseCommit } from './looseReads';
import type { ChangedFile, Commit, LogOptions } from './model';
import { parseChangedFiles } from './parseDiff';
import { remembered } from './remembered';
import { git, gitText } from './run';

const REMEMBERED_DIFFS = 200;

const COMMIT_FORMAT =
  '%H%x1f%T%x1f%P%x1f%an%x1f%ae%x1f%aI%x1f%cn%x1f%ce%x1f%cI%x1f%B';

function toUtc(date: string): string {
  return new Date(date).toISOString().replace('.000Z', 'Z');
}

function parseCommits(output: string): Commit[] {
  return output
    .split('\0')
    .filter(Boolean)
    .map(record => {
      const [sha, tree, parents, an, ae, ad, cn, ce, cd, message] =
        record.split('\x1f');
      return {
        sha,
        tree,
        parents: parents ? parents.split(' ') : [],
        author: { name: an, email: ae, date: toUtc(ad) },
        committer: { name: cn, email: ce, date: toUtc(cd) },
        message: message.replace(/\n+$/, ''),
      };
    });
}

export async function readCommit(folder: string, sha: string): Promise<Commit> {
  return lookOrAsk(
    () => readLooseCommit(folder, sha),
    async () => {
      const format = `--format=${COMMIT_FORMAT}`;
      const args = ['log', '-z', '-1', format, sha, '--'];
      return parseCommits(await gitText(folder, args))[0];
    },
  );
}

export async function listCommits(
  folder: string,
  options: LogOptions,
): Promise<Commit[]> {
  return lookOrAsk(
    () => listLooseCommits(folder, options),
    () => askForCommits(folder, options),
  );
}

async function askForCommits(
  folder: string,
  options: LogOptions,
): Promise<Commit[]> {
  return parseCommits(
    await gitText(folder, [
      'log',
      '-z',
      `--format=${COMMIT_FORMAT}`,
      ...(options.skip ? [`--skip=${options.skip}`] : []),
      ...(options.limit ? [`--max-count=${options.limit}`] : []),
      ...(options.author
        ? ['--fixed-strings', `--author=${options.author}`]
        : []),
      ...(options.since ? [`--since=${options.since}`] : []),
      ...(options.until ? [`--until=${options.until}`] : []),
      ...(options.oldestFirst ? ['--reverse', '--topo-order'] : []),
      options.from,
      ...(options.notFrom ? [`^${options.notFrom}`] : []),
      '--',
      ...(options.path ? [`:(literal)${options.path}`] : []),
    ]),
  );
}

/** How many commits are reachable from one, and not from the other. */
export async function countCommits(
  folder: string,
  from: string,
  notFrom: string,
): Promise<number> {
  return lookOrAsk(
    () => countLooseCommits(folder, from, notFrom),
    async () =>
      Number(
        await gitText(folder, ['rev-list', '--count', from, `^${notFrom}`]),
      ),
  );
}

export async function mergeBase(
  folder: string,
  left: string,
  right: string,
): Promise<string | undefined> {
  return lookOrAsk(
    () => findLooseMergeBase(folder, left, right),
    async () => {
      const args = ['merge-base', left, right];
      return (await gitText(folder, args, { answers: [1] })) || undefined;
    },
  );
}

export async function isAncestor(
  folder: string,
  ancestor: string,
  descendant: string,
): Promise<boolean> {
  return lookOrAsk(
    () => isLooseAncestor(folder, ancestor, descendant),
    async () => {
      const { exitCode } = await git(
        folder,
        ['merge-base', '--is-ancestor', ancestor, descendant],
        { answers: [1, 128] },
      );
      return exitCode === 0;
    },
  );
}

/** The changed files between two commits or trees, with unified patches. */
export const diffFiles = remembered(
  REMEMBERED_DIFFS,
  async (folder, from: string, to: string): Promise<ChangedFile[]> => {
    const range = [from, to, '--'];
    const common = ['-M', '--no-abbrev', '--no-ext-diff', '--no-color'];
    const [summary, patches] = await Promise.all([
      gitText(folder, [
        'diff',
        '--raw',
        '--numstat',
        '-z',
        ...common,
        ...range,
      ]),
      gitText(folder, ['diff', '--patch', ...common, ...range]),
    ]);
    return parseChangedFiles(summary, patches);
  },
);
