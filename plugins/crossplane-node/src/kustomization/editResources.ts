import { isDeepStrictEqual } from 'node:util';
import { isScalar, isSeq, parseDocument, YAMLSeq } from 'yaml';
import { parseKustomization } from './parseKustomization';

/**
 * Adds an entry to the `resources` of a kustomization, or removes one. Only that line changes: comments, order and
 * format of the rest stay. A sorted list stays sorted.
 */
export function editResources(
  content: string,
  change: { add: string } | { remove: string },
): string {
  const before = parseKustomization(content).resources ?? [];
  if ('add' in change && before.includes(change.add)) {
    return content;
  }
  const index =
    'add' in change
      ? insertionIndex(before, change.add)
      : before.indexOf(change.remove);
  if (index < 0) {
    return content;
  }
  const after =
    'add' in change
      ? before.toSpliced(index, 0, change.add)
      : before.toSpliced(index, 1);
  const edited = editLine(content, { index, change });
  return edited !== undefined && isEdited(content, edited, after)
    ? edited
    : editDocument(content, after);
}

function insertionIndex(entries: string[], entry: string): number {
  const isSorted = entries.every(
    (item, index) => index === 0 || entries[index - 1] <= item,
  );
  const next = entries.findIndex(item => item > entry);
  return isSorted && next >= 0 ? next : entries.length;
}

/** The edit as a change of one line; undefined when the list is written in a way that has no line of its own. */
function editLine(
  content: string,
  edit: { index: number; change: { add: string } | { remove: string } },
): string | undefined {
  const list = parseDocument(content).get('resources');
  if (!isSeq(list) || list.flow || list.items.length === 0) {
    return undefined;
  }
  const lines = content.split(/(?<=\n)/);
  const { index, change } = edit;
  if ('remove' in change) {
    if (list.items.length === 1) {
      return undefined;
    }
    return lines.toSpliced(lineOf(content, list, index), 1).join('');
  }
  const isLast = index >= list.items.length;
  const neighbor = lineOf(content, list, isLast ? index - 1 : index);
  const marker = /^\s*-\s+/.exec(lines[neighbor])?.[0];
  if (!marker) {
    return undefined;
  }
  const line = `${marker}${change.add}`;
  if (!isLast) {
    return lines.toSpliced(neighbor, 0, `${line}\n`).join('');
  }
  const ending = lines[neighbor].endsWith('\n') ? '' : '\n';
  return lines
    .toSpliced(neighbor + 1, 0, `${ending}${line}${ending ? '' : '\n'}`)
    .join('');
}

function lineOf(content: string, list: YAMLSeq, index: number): number {
  const item = list.items[index];
  const start = isScalar(item) ? item.range?.[0] ?? 0 : 0;
  return content.slice(0, start).split('\n').length - 1;
}

/** True when the entries are as wanted, and everything else is as before. */
function isEdited(before: string, after: string, entries: string[]): boolean {
  const was = parseDocument(before);
  const is = parseDocument(after);
  if (is.errors.length > 0) {
    return false;
  }
  was.set('resources', entries);
  return isDeepStrictEqual(was.toJS(), is.toJS());
}

/** The edit on the parsed document, for lists that are empty or written in one line. */
function editDocument(content: string, entries: string[]): string {
  const document = parseDocument(content);
  const list = document.get('resources');
  const node = document.createNode(entries, {
    flow:
      entries.length === 0 ||
      (isSeq(list) && list.flow === true && list.items.length > 0),
  });
  document.set('resources', node);
  return document.toString({
    lineWidth: 0,
    indentSeq: /\n\s+- /.test(content),
  });
}
