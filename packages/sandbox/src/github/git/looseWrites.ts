import {
  isLooseObject,
  readLooseObject,
  UnclearError,
  writeLooseObject,
} from './looseFiles';
import { isValidPath, type Commit, type Signature } from './model';
import { formatTree, readTreeLines, toBytes, type TreeLine } from './treeLines';

function formatSignature({ name, email, date }: Signature): string {
  // What git would strip from names, and dates that it would have to make sense of.
  const isPlain = (text: string) =>
    !/[<>\n\0]|^[\s.,:;"\\']|[\s.,:;"\\']$|^$/.test(text);
  if (
    !isPlain(name) ||
    !isPlain(email) ||
    !/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date)
  ) {
    throw new UnclearError();
  }
  return `${name} <${email}> ${Date.parse(date) / 1000} +0000`;
}

/** Writes a commit; its tree and its parents have to be there. */
export async function writeLooseCommit(
  folder: string,
  commit: Omit<Commit, 'sha'>,
): Promise<string> {
  const { tree, parents, author, committer, message } = commit;
  if (new Set(parents).size < parents.length || message.includes('\0')) {
    throw new UnclearError();
  }
  await readTreeLines(folder, tree);
  for (const parent of parents) {
    if ((await readLooseObject(folder, parent)).type !== 'commit') {
      throw new UnclearError();
    }
  }
  const text = [
    `tree ${tree}`,
    ...parents.map(parent => `parent ${parent}`),
    `author ${formatSignature(author)}`,
    `committer ${formatSignature(committer)}`,
    '',
    message === '' || message.endsWith('\n') ? message : `${message}\n`,
  ].join('\n');
  return writeLooseObject(folder, {
    type: 'commit',
    content: Buffer.from(text, 'utf8'),
  });
}

/** A file that a tree gets or, without `sha`, loses. */
interface FileChange {
  path: string;
  sha: string | undefined;
  mode?: string;
}

/** Writes a tree that differs from a base tree by some files. */
export async function writeLooseTree(
  folder: string,
  base: string | undefined,
  changes: FileChange[],
): Promise<string> {
  const paths = new Set(changes.map(({ path }) => path));
  const isPlain = ({ path, mode = '100644' }: FileChange) =>
    isValidPath(path) && ['100644', '100755', '120000'].includes(mode);
  // One path twice, or a file and what lies in a folder of its name: which of them stays is for git to say.
  const meetsOther = ({ path }: FileChange) =>
    path.split('/').some((_, index, parts) => {
      const parent = parts.slice(0, index).join('/');
      return index > 0 && paths.has(parent);
    });
  if (
    paths.size < changes.length ||
    !changes.every(isPlain) ||
    changes.some(meetsOther)
  ) {
    throw new UnclearError();
  }
  for (const { sha } of changes) {
    if (sha && !(await isLooseObject(folder, sha))) throw new UnclearError();
  }
  const lines = await changeTree(folder, base, changes);
  return writeLooseObject(folder, { type: 'tree', content: formatTree(lines) });
}

async function changeTree(
  folder: string,
  base: string | undefined,
  changes: FileChange[],
): Promise<TreeLine[]> {
  const lines = new Map(
    (base ? await readTreeLines(folder, base) : []).map(line => [
      line.name,
      line,
    ]),
  );
  const nested = new Map<string, FileChange[]>();
  for (const { path, sha, mode = '100644' } of changes) {
    const slash = path.indexOf('/');
    const name = toBytes(slash < 0 ? path : path.slice(0, slash));
    if (slash >= 0) {
      const inside = nested.get(name) ?? [];
      inside.push({ path: path.slice(slash + 1), sha, mode });
      nested.set(name, inside);
    } else if (sha) {
      lines.set(name, { mode, name, sha });
    } else if (lines.get(name)?.mode !== '040000') {
      lines.delete(name);
    }
  }
  for (const [name, inside] of nested) {
    const found = lines.get(name);
    const isFolder = found?.mode === '040000';
    // Nothing is removed from a folder that is none.
    if (!isFolder && inside.every(({ sha }) => !sha)) continue;
    const content = await changeTree(
      folder,
      isFolder ? found.sha : undefined,
      inside,
    );
    if (content.length === 0) {
      lines.delete(name);
    } else {
      const sha = await writeLooseObject(folder, {
        type: 'tree',
        content: formatTree(content),
      });
      lines.set(name, { mode: '040000', name, sha });
    }
  }
  return [...lines.values()];
}
