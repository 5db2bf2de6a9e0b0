import { posix } from 'node:path';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

/** What kustomize looks for in a folder. */
export const KUSTOMIZATION_NAMES = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
];

/** The part of a kustomization that orders have to do with. */
export interface ParsedKustomization {
  /** Entries of `resources` as they are written; undefined when there is no such list. */
  resources?: string[];
  /** Why it is no kustomization. */
  problem?: string;
}

/** Reads the list of resources of a kustomization file. */
export function parseKustomization(content: string): ParsedKustomization {
  const document = parseDocument(content);
  const [error] = document.errors;
  if (error) {
    return { problem: error.message.split('\n')[0] };
  }
  if (document.contents === null) {
    return {};
  }
  if (!isMap(document.contents)) {
    return { problem: 'it is not a map' };
  }
  if (!document.has('resources')) {
    return {};
  }
  const resources = document.get('resources');
  if (isSeq(resources)) {
    const entries = resources.items.map(item =>
      isScalar(item) ? item.value : undefined,
    );
    return entries.every(entry => typeof entry === 'string')
      ? { resources: entries }
      : { problem: '`resources` has an entry that is not text' };
  }
  return resources === null || resources === undefined
    ? { resources: [] }
    : { problem: '`resources` is not a list' };
}

/** The path in the repository that an entry stands for; undefined for addresses elsewhere. */
export function resolveEntry(
  folder: string,
  entry: string,
): string | undefined {
  const isAddress =
    /^[a-z][a-z0-9+.-]*:/i.test(entry) ||
    /^[^/]+@[^/]+:/.test(entry) ||
    /^(github\.com|gitlab\.com|bitbucket\.org)[/:]/i.test(entry);
  return isAddress ? undefined : posix.join(folder, entry).replace(/\/$/, '');
}
