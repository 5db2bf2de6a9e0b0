import { readLooseObject, UnclearError } from './looseFiles';

/** One line of a tree; its name byte by byte, as latin1. */
export interface TreeLine {
  mode: string;
  name: string;
  sha: string;
}

/** A name as a tree has it. */
export const toBytes = (name: string) =>
  Buffer.from(name, 'utf8').toString('latin1');
export const toText = (name: string) =>
  Buffer.from(name, 'latin1').toString('utf8');

export function parseTree(content: Buffer): TreeLine[] {
  const lines: TreeLine[] = [];
  for (let offset = 0; offset < content.length; ) {
    const space = content.indexOf(0x20, offset);
    const end = content.indexOf(0, space);
    lines.push({
      mode: content.toString('latin1', offset, space).padStart(6, '0'),
      name: content.toString('latin1', space + 1, end),
      sha: content.toString('hex', end + 1, end + 21),
    });
    offset = end + 21;
  }
  return lines;
}

export function formatTree(lines: TreeLine[]): Buffer {
  // Git sorts a folder as if its name ended with a slash.
  const key = ({ mode, name }: TreeLine) =>
    Buffer.from(mode === '040000' ? `${name}/` : name, 'latin1');
  return Buffer.concat(
    lines
      .toSorted((a, b) => Buffer.compare(key(a), key(b)))
      .flatMap(({ mode, name, sha }) => [
        Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`, 'latin1'),
        Buffer.from(sha, 'hex'),
      ]),
  );
}

/** The lines of a tree, or of the tree of a commit. */
export async function readTreeLines(
  folder: string,
  sha: string,
): Promise<TreeLine[]> {
  const { type, content } = await readLooseObject(folder, sha);
  if (type === 'commit') {
    return readTreeLines(folder, content.toString('latin1', 5, 45));
  }
  if (type !== 'tree') throw new UnclearError();
  return parseTree(content);
}
