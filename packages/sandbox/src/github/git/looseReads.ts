import { isSha, readLooseObject, UnclearError } from './looseFiles';
import { listLooseReferences, readLooseReference } from './looseReferences';
import {
  isValidPath,
  type Commit,
  type Reference,
  type Signature,
  type TreeEntry,
} from './model';
import { parseTree, readTreeLines, toBytes, toText } from './treeLines';

/** The commit that an object is, or that a tag stands for. */
async function peel(folder: string, sha: string): Promise<string | undefined> {
  const { type, content } = await readLooseObject(folder, sha);
  if (type === 'commit') return sha;
  if (type !== 'tag') return undefined;
  const [, target = ''] =
    /^object ([0-9a-f]{40})\n/.exec(content.toString('latin1')) ?? [];
  return peel(folder, target);
}

/** The first of several full refs and shas that stands for a commit. */
export async function findLooseCommit(
  folder: string,
  candidates: string[],
): Promise<string | undefined> {
  for (const candidate of candidates) {
    const sha = isSha(candidate)
      ? candidate
      : await readLooseReference(folder, candidate);
    const commit = sha && (await peel(folder, sha));
    if (commit) return commit;
  }
  return undefined;
}

/** The object that a full ref name points at. */
export async function findLooseReference(
  folder: string,
  name: string,
): Promise<Reference | undefined> {
  const sha = await readLooseReference(folder, name);
  if (!sha) return undefined;
  const { type } = await readLooseObject(folder, sha);
  return { name, sha, type };
}

/** All refs whose full name starts so. */
export async function findLooseReferences(
  folder: string,
  prefix: string,
): Promise<Reference[]> {
  const names = await listLooseReferences(folder);
  const found = await Promise.all(
    names
      .filter(name => name.startsWith(prefix))
      .map(name => findLooseReference(folder, name)),
  );
  return found.filter(it => it !== undefined);
}

/** Type and size of an object. */
export async function inspectLooseObject(folder: string, sha: string) {
  const { type, content } = await readLooseObject(folder, sha);
  return { sha, type, size: content.length };
}

/** The content of a file. */
export async function readLooseBlob(
  folder: string,
  sha: string,
): Promise<Buffer> {
  const { type, content } = await readLooseObject(folder, sha);
  if (type !== 'blob') throw new UnclearError();
  return content;
}

/** What lies at a path of a commit or tree; the empty path is the root. */
export async function findLooseEntry(
  folder: string,
  treeish: string,
  path: string,
) {
  if (path !== '' && !isValidPath(path)) throw new UnclearError();
  const { type, content } = await readLooseObject(folder, treeish);
  if (type !== 'commit' && type !== 'tree') throw new UnclearError();
  let sha = type === 'commit' ? content.toString('latin1', 5, 45) : treeish;
  for (const part of path === '' ? [] : path.split('/')) {
    const { type: found, content: lines } = await readLooseObject(folder, sha);
    const line =
      found === 'tree'
        ? parseTree(lines).find(({ name }) => name === toBytes(part))
        : undefined;
    if (!line) return undefined;
    sha = line.sha;
  }
  const entry = await inspectLooseObject(folder, sha);
  if (path === '' && entry.type !== 'tree') throw new UnclearError();
  return entry;
}

/** The entries of a tree or commit; recursively with the folders themselves. */
export async function listLooseTree(
  folder: string,
  sha: string,
  options: { recursive?: boolean },
  prefix = '',
): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  for (const line of await readTreeLines(folder, sha)) {
    const path = `${prefix}${toText(line.name)}`;
    const { mode } = line;
    if (mode === '160000') throw new UnclearError();
    if (mode === '040000') {
      entries.push({
        mode,
        type: 'tree',
        sha: line.sha,
        size: undefined,
        path,
      });
      if (options.recursive) {
        entries.push(
          ...(await listLooseTree(folder, line.sha, options, `${path}/`)),
        );
      }
    } else {
      const { size } = await inspectLooseObject(folder, line.sha);
      entries.push({ mode, type: 'blob', sha: line.sha, size, path });
    }
  }
  return entries;
}

function toSignature(line: string): Signature {
  const [, name = '', email = '', seconds = ''] =
    /^(.*) <(.*)> (\d+) [+-]\d{4}$/.exec(line) ?? [];
  if (seconds === '') throw new UnclearError();
  const date = new Date(Number(seconds) * 1000).toISOString();
  return { name, email, date: date.replace('.000Z', 'Z') };
}

/** A commit, as it was written. */
export async function readLooseCommit(
  folder: string,
  sha: string,
): Promise<Commit> {
  const { type, content } = await readLooseObject(folder, sha);
  const text = content.toString('utf8');
  const end = text.indexOf('\n\n');
  const head = text.slice(0, end).split('\n');
  // Other encodings than UTF-8 are for git to translate.
  if (type !== 'commit' || head.some(line => line.startsWith('encoding '))) {
    throw new UnclearError();
  }
  const fields = (name: string) =>
    head
      .filter(line => line.startsWith(`${name} `))
      .map(line => line.slice(name.length + 1));
  return {
    sha,
    tree: fields('tree')[0],
    parents: fields('parent'),
    author: toSignature(fields('author')[0]),
    committer: toSignature(fields('committer')[0]),
    message: text.slice(end + 2).replace(/\n+$/, ''),
  };
}
