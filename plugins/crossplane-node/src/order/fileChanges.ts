import { posix } from 'node:path';
import { editResources } from '../kustomization/editResources';
import {
  parseKustomization,
  resolveEntry,
} from '../kustomization/parseKustomization';
import { OrderSnapshot } from '../repository/readSnapshot';

/**
 * What one commit writes and removes.
 *
 * @public
 */
export interface FileChanges {
  additions: Array<{ path: string; content: string }>;
  deletions: string[];
}

/**
 * The commit that gives an order's file a new content, or removes it, and keeps the list of the nearest kustomization
 * in step: an order that is not listed is never applied, and an entry without a file breaks the whole list.
 *
 * @param snapshot - what the commit has that the change is made for
 * @param content - undefined removes the file
 * @returns no additions and deletions when everything is that way already
 * @public
 */
export function orderFileChanges(
  snapshot: OrderSnapshot,
  content: string | undefined,
): FileChanges {
  const { path, file, kustomization } = snapshot;
  const changes: FileChanges = { additions: [], deletions: [] };
  if (content === undefined) {
    if (file) {
      changes.deletions.push(path);
    }
  } else if (file?.content !== content) {
    changes.additions.push({ path, content });
  }
  if (kustomization) {
    const list = editList(kustomization, path, content !== undefined);
    if (list !== kustomization.content) {
      changes.additions.push({ path: kustomization.path, content: list });
    }
  }
  return changes;
}

function editList(
  kustomization: NonNullable<OrderSnapshot['kustomization']>,
  path: string,
  isListed: boolean,
): string {
  const { folder, content } = kustomization;
  const entries = (parseKustomization(content).resources ?? []).filter(
    entry => resolveEntry(folder, entry) === path,
  );
  if (isListed) {
    return entries.length > 0
      ? content
      : editResources(content, { add: posix.relative(folder, path) });
  }
  return entries.reduce(
    (text, entry) => editResources(text, { remove: entry }),
    content,
  );
}
