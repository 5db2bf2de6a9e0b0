import {
  EMPTY_TREE,
  type ChangedFile,
  type Commit,
  type Reference,
  type Signature,
  type TreeEntry,
} from './model';
import { git, gitText } from './run';
import { parseChangedFiles } from './parseDiff';

interface ObjectInfo {
  sha: string;
  type: string;
  size: number;
}

/** What several object names stand for, in one git process. */
async function inspect(
  folder: string,
  names: string[],
): Promise<Array<ObjectInfo | undefined>> {
  if (names.some(name => /[\n\0]/.test(name)))
    return names.map(() => undefined);
  const output = await gitText(
    folder,
    ['cat-file', '--batch-check=%(objectname) %(objecttype) %(objectsize)'],
    { input: `${names.join('\n')}\n` },
  );
  return output.split('\n').map(line => {
    const match = /^([0-9a-f]{40}) (\w+) (\d+)$/.exec(line);
    if (!match) return undefined;
    return { sha: match[1], type: match[2], size: Number(match[3]) };
  });
}

/** The commit that a branch, tag, full ref, `heads/…` or sha stands for. */
export async function resolveCommit(
  folder: string,
  name: string,
): Promise<string | undefined> {
  if (name === '' || name.startsWith('-')) return undefined;
  if (name === 'HEAD') {
    return (await inspect(folder, ['HEAD^{commit}']))[0]?.sha;
  }
  const candidates = [`refs/heads/${name}`, `refs/tags/${name}`];
  if (/^refs\/.+/.test(name)) candidates.push(name);
  if (/^(heads|tags|pull)\/.+/.test(name)) candidates.push(`refs/${name}`);
  if (/^[0-9a-f]{4,40}$/i.test(name)) candidates.push(name);
  const found = await inspect(
    folder,
    // Characters that are operators of git's revision syntax can not be part of a ref name.
    candidates
      .filter(it => !/[~^:?*[\\\s]|\.\.|@\{/.test(it))
      .map(it => `${it}^{commit}`),
  );
  return found.find(it => it?.type === 'commit')?.sha;
}

export async function inspectObject(
  folder: string,
  sha: string,
): Promise<ObjectInfo | undefined> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return undefined;
  return (await inspect(folder, [sha]))[0];
}

/** What lies at a path of a commit or tree; the empty path is the root. */
export async function lookUp(
  folder: string,
  treeish: string,
  path: string,
): Promise<ObjectInfo | undefined> {
  return (
    await inspect(folder, [path ? `${treeish}:${path}` : `${treeish}^{tree}`])
  )[0];
}

export async function readBlob(folder: string, sha: string): Promise<Buffer> {
  return (await git(folder, ['cat-file', 'blob', sha])).stdout;
}

/** A file's content at a ref; `undefined` when ref or file does not exist. */
export async function readFileAt(
  folder: string,
  ref: string,
  path: string,
): Promise<Buffer | undefined> {
  const commit = await resolveCommit(folder, ref);
  if (!commit) return undefined;
  const found = await lookUp(folder, commit, path);
  return found?.type === 'blob' ? readBlob(folder, found.sha) : undefined;
}

/** The entries of a tree; recursively with the folders themselves, as GitHub lists them. */
export async function listTree(
  folder: string,
  treeish: string,
  options: { recursive?: boolean } = {},
): Promise<TreeEntry[]> {
  if (treeish === EMPTY_TREE) return [];
  const output = await gitText(folder, [
    'ls-tree',
    '-z',
    '-l',
    ...(options.recursive ? ['-r', '-t'] : []),
    treeish,
  ]);
  return output
    .split('\0')
    .filter(Boolean)
    .map(line => {
      const tab = line.indexOf('\t');
      const [mode, type, sha, size] = line.slice(0, tab).split(/ +/);
      return {
        mode,
        type: type as TreeEntry['type'],
        sha,
        size: size === '-' ? undefined : Number(size),
        path: line.slice(tab + 1),
      };
    });
}

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
  const [commit] = parseCommits(
    await gitText(folder, [
      'log',
      '-z',
      '-1',
      `--format=${COMMIT_FORMAT}`,
      sha,
      '--',
    ]),
  );
  return commit;
}

export interface LogOptions {
  /** What the commits are reachable from. */
  from: string;
  /** What they must not be reachable from. */
  notFrom?: string;
  path?: string;
  author?: string;
  since?: string;
  until?: string;
  skip?: number;
  limit?: number;
  oldestFirst?: boolean;
}

export async function listCommits(
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

export async function countCommits(
  folder: string,
  from: string,
  notFrom: string,
): Promise<number> {
  return Number(
    await gitText(folder, ['rev-list', '--count', from, `^${notFrom}`]),
  );
}

export async function mergeBase(
  folder: string,
  left: string,
  right: string,
): Promise<string | undefined> {
  const output = await gitText(folder, ['merge-base', left, right], {
    answers: [1],
  });
  return output || undefined;
}

export async function isAncestor(
  folder: string,
  ancestor: string,
  descendant: string,
): Promise<boolean> {
  const { exitCode } = await git(
    folder,
    ['merge-base', '--is-ancestor', ancestor, descendant],
    { answers: [1, 128] },
  );
  return exitCode === 0;
}

export async function listReferences(
  folder: string,
  prefix: string,
): Promise<Reference[]> {
  const output = await gitText(folder, [
    'for-each-ref',
    '--format=%(refname) %(objectname) %(objecttype)',
  ]);
  return output
    .split('\n')
    .filter(line => line.startsWith(prefix))
    .map(line => {
      const [name, sha, type] = line.split(' ');
      return { name, sha, type };
    });
}

/** The exact object a full ref name points at. */
export async function readReference(
  folder: string,
  name: string,
): Promise<Reference | undefined> {
  return (await listReferences(folder, name)).find(it => it.name === name);
}

/** The changed files between two commits or trees, with unified patches. */
export async function diffFiles(
  folder: string,
  from: string,
  to: string,
): Promise<ChangedFile[]> {
  const range = [from, to, '--'];
  const common = ['-M', '--no-abbrev', '--no-ext-diff', '--no-color'];
  const [summary, patches] = await Promise.all([
    gitText(folder, ['diff', '--raw', '--numstat', '-z', ...common, ...range]),
    gitText(folder, ['diff', '--patch', ...common, ...range]),
  ]);
  return parseChangedFiles(summary, patches);
}

/** An annotated tag, as it was written. */
export interface TagObject {
  name: string;
  object: string;
  type: string;
  message: string;
  tagger: Signature;
}

export async function readTag(folder: string, sha: string): Promise<TagObject> {
  const text = await gitText(folder, ['cat-file', 'tag', sha]);
  const end = text.indexOf('\n\n');
  const field = (name: string) =>
    new RegExp(`^${name} (.*)$`, 'm').exec(text.slice(0, end))?.[1] ?? '';
  const [, name = '', email = '', seconds = '0'] =
    /^(.*) <(.*)> (\d+)/.exec(field('tagger')) ?? [];
  return {
    name: field('tag'),
    object: field('object'),
    type: field('type'),
    message: text.slice(end + 2).replace(/\n+$/, ''),
    tagger: {
      name,
      email,
      date: toUtc(new Date(Number(seconds) * 1000).toISOString()),
    },
  };
}
