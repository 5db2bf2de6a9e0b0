import { posix } from 'node:path';
import { ManifestDifference } from '@openportal/plugin-deploy-common';
import { manifestValues } from '@openportal/plugin-deploy-node';
import { isMap, parseAllDocuments } from 'yaml';
import { findImageSlots, parseManifest } from './imageSlots';
import { ManifestFile } from './locateManifest';
import { withoutImages } from './template';

const MAX_DIFFERENCES = 200;
const MAX_LEAVES = 5000;
/** How an overlay is put together says nothing about what runs. */
const ASSEMBLY_KEYS = new Set([
  'resources',
  'bases',
  'components',
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'images',
]);

/** The manifests of one environment. */
export interface ManifestFolder {
  folder: string;
  files: ManifestFile[];
}

interface Leaf {
  /** What is shown. */
  value: string;
  /** What is compared: the same, except where the value is hidden. */
  compared: string;
  file: string;
}

interface Contents {
  /** By document, then by path in it. */
  documents: Map<string, Map<string, Leaf>>;
  /** Whether it changes what lies elsewhere, so that what it does not say is inherited. */
  isOverlay: boolean;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: Record<string, unknown>): string | undefined {
  return typeof value.kind === 'string' ? value.kind : undefined;
}

function documentName(value: Record<string, unknown>, file: string): string {
  const kind = kindOf(value);
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  if (kind && typeof metadata.name === 'string') {
    return `${kind}/${metadata.name}`;
  }
  return kind ?? posix.basename(file);
}

function pointsElsewhere(value: Record<string, unknown>): boolean {
  const lists = [value.resources, value.bases].filter(Array.isArray);
  return lists
    .flat()
    .some(item => typeof item === 'string' && /^\.\.\/|:\/\//.test(item));
}

/** Every document of a file that is a map, without the images: whoever knows which one is meant tells that apart. */
function readFile(file: ManifestFile): Array<Record<string, unknown>> {
  const text = withoutImages(file.text, findImageSlots(file.text));
  const documents = parseAllDocuments(text);
  return [...documents].flatMap(document => {
    const value: unknown = isMap(document.contents) && document.toJS();
    return isRecord(value) ? [value] : [];
  });
}

function readLeaves(
  value: Record<string, unknown>,
  file: string,
): Array<[string, Leaf]> {
  const isAssembly =
    kindOf(value) === 'Kustomization' || /^kustomization\./.test(file);
  const leaves: Array<[string, Leaf]> = [];
  for (const [key, part] of Object.entries(value)) {
    if (!isAssembly || !ASSEMBLY_KEYS.has(key)) {
      const secret = kindOf(value) === 'Secret';
      leaves.push(
        ...manifestValues({ [key]: part }, { secret }).map(
          ({ path, shown, compared }): [string, Leaf] => [
            path,
            { value: shown, compared, file },
          ],
        ),
      );
    }
  }
  return leaves.slice(0, MAX_LEAVES);
}

function readFolder({ files }: ManifestFolder): Contents {
  const documents = new Map<string, Map<string, Leaf>>();
  let isOverlay = false;
  for (const file of files) {
    const name = posix.basename(file.path);
    for (const value of readFile(file)) {
      isOverlay ||= pointsElsewhere(value);
      const id = documentName(value, file.path);
      const known = documents.get(id) ?? [];
      documents.set(id, new Map([...known, ...readLeaves(value, name)]));
    }
  }
  return { documents, isOverlay };
}

/** What differs between two environments beside the image: all of it stays, because a promotion writes the image alone. */
export function compareManifests(
  from: ManifestFolder,
  to: ManifestFolder,
): ManifestDifference[] {
  const [left, right] = [readFolder(from), readFolder(to)];
  const differences: ManifestDifference[] = [];
  const names = new Set([...left.documents.keys(), ...right.documents.keys()]);
  for (const name of names) {
    const before = left.documents.get(name) ?? new Map<string, Leaf>();
    const after = right.documents.get(name) ?? new Map<string, Leaf>();
    for (const path of new Set([...before.keys(), ...after.keys()])) {
      const [one, other] = [before.get(path), after.get(path)];
      // What an overlay does not say, it inherits from what is no overlay.
      const isInherited =
        left.isOverlay !== right.isOverlay &&
        (left.isOverlay ? one === undefined : other === undefined);
      if (one?.compared !== other?.compared && !isInherited) {
        differences.push({
          file: (other ?? one)?.file ?? '',
          path: `${name} ${path}`,
          from: one?.value,
          to: other?.value,
          kind: 'stays',
        });
      }
    }
  }
  return differences.slice(0, MAX_DIFFERENCES);
}

/** Whether a text can be compared at all. */
export function isComparable(file: ManifestFile): boolean {
  try {
    parseManifest(file.text);
    return true;
  } catch {
    return false;
  }
}
