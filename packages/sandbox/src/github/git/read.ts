import {
  EMPTY_TREE,
  type Reference,
  type Signature,
  type TreeEntry,
} from './model';
import { isSha, lookOrAsk } from './looseFiles';
import {
  findLooseCommit,
  findLooseEntry,
  findLooseReference,
  findLooseReferences,
  inspectLooseObject,
  listLooseTree,
  readLooseBlob,
} from './looseReads';
import { git, gitText } from './run';

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
  const candidates = candidatesOf(name);
  return lookOrAsk(
    () => findLooseCommit(folder, candidates),
    async () => {
      const found = await inspect(
        folder,
        candidates.map(it => `${it}^{commit}`),
      );
      return found.find(it => it?.type === 'commit')?.sha;
    },
  );
}

/** The full refs and shas that a name may mean. */
function candidatesOf(name: string): string[] {
  if (name === 'HEAD') return ['HEAD'];
  const candidates = [`refs/heads/${name}`, `refs/tags/${name}`];
  if (/^refs\/.+/.test(name)) candidates.push(name);
  if (/^(heads|tags|pull)\/.+/.test(name)) candidates.push(`refs/${name}`);
  if (/^[0-9a-f]{4,40}$/i.test(name)) candidates.push(name);
  // Characters that are operators of git's revision syntax can not be part of a ref name.
  return candidates.filter(it => !/[~^:?*[\\\s]|\.\.|@\{/.test(it));
}

export async function inspectObject(
  folder: string,
  sha: string,
): Promise<ObjectInfo | undefined> {
  if (!isSha(sha)) return undefined;
  return lookOrAsk<ObjectInfo | undefined>(
    () => inspectLooseObject(folder, sha),
    async () => (await inspect(folder, [sha]))[0],
  );
}

/** What lies at a path of a commit or tree; the empty path is the root. */
export async function lookUp(
  folder: string,
  treeish: string,
  path: string,
): Promise<ObjectInfo | undefined> {
  const name = path ? `${treeish}:${path}` : `${treeish}^{tree}`;
  return lookOrAsk<ObjectInfo | undefined>(
    () => findLooseEntry(folder, treeish, path),
    async () => (await inspect(folder, [name]))[0],
  );
}

export async function readBlob(folder: string, sha: string): Promise<Buffer> {
  return lookOrAsk(
    () => readLooseBlob(folder, sha),
    async () => (await git(folder, ['cat-file', 'blob', sha])).stdout,
  );
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
  return lookOrAsk(
    () => listLooseTree(folder, treeish, options),
    () => askForTree(folder, treeish, options),
  );
}

async function askForTree(
  folder: string,
  treeish: string,
  options: { recursive?: boolean },
): Promise<TreeEntry[]> {
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

export async function listReferences(
  folder: string,
  prefix: string,
): Promise<Reference[]> {
  return lookOrAsk(
    () => findLooseReferences(folder, prefix),
    () => askForReferences(folder, prefix),
  );
}

async function askForReferences(
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
  return lookOrAsk(
    () => findLooseReference(folder, name),
    async () =>
      (await askForReferences(folder, name)).find(it => it.name === name),
  );
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
      date: new Date(Number(seconds) * 1000)
        .toISOString()
        .replace('.000Z', 'Z'),
    },
  };
}
