import { parsePatch, reversePatch } from 'diff';

/** A line of a difference. A gap stands for lines that are the same. */
export type DiffLine = {
  type: 'added' | 'removed' | 'same' | 'gap';
  text: string;
};

/**
 * The lines of a unified diff.
 *
 * @param diff - unified diff of one file
 * @param isReversed - the way back: what was added is removed
 * @throws Error when it is no unified diff
 */
export function toDiffLines(diff: string, isReversed = false): DiffLine[] {
  const patches = parsePatch(diff);
  const lines: DiffLine[] = [];
  for (const patch of isReversed ? reversePatch(patches) : patches) {
    for (const hunk of patch.hunks) {
      if (hunk.oldStart > 1 || lines.length > 0) {
        lines.push({ type: 'gap', text: '' });
      }
      lines.push(...hunk.lines.flatMap(toLine));
    }
  }
  return lines;
}

function toLine(line: string): DiffLine[] {
  const text = line.slice(1);
  switch (line[0]) {
    case '+':
      return [{ type: 'added', text }];
    case '-':
      return [{ type: 'removed', text }];
    case '\\':
      // "No newline at end of file" is about the line before, not a line.
      return [];
    default:
      return [{ type: 'same', text }];
  }
}
