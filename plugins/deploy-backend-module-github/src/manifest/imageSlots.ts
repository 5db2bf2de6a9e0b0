import { InputError } from '@backstage/errors';
import {
  Document,
  LineCounter,
  Node,
  Scalar,
  YAMLMap,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseAllDocuments,
} from 'yaml';

/** A scalar of a manifest, with the nodes that lead to it (for anchors). */
export interface Field {
  node: Scalar;
  ancestors: Node[];
  /** Set when the manifest has `*name` here: the value can be read, but is written elsewhere. */
  alias?: string;
}

/**
 * One place of a manifest that says which image runs: either one reference (a container of a workload),
 * or its parts in separate keys (kustomize `images`, Helm values).
 */
export interface ImageSlot {
  document: Document.Parsed;
  /** For messages: `Deployment 'orders', container 'app'`. */
  description: string;
  form: 'workload' | 'kustomize' | 'values';
  container?: string;
  /** Names by which the slot is known beside its own repository (kustomize `name`). */
  alsoKnownAs?: string;
  /** Without a match by repository, may this slot still be the one (first image is a placeholder)? */
  fallback: boolean;
  reference?: Field;
  registry?: Field;
  repository?: Field;
  tag?: Field;
  digest?: Field;
}

const podTemplatePaths: Record<string, string[]> = {
  Pod: ['spec'],
  Deployment: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  Rollout: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

const MAX_VALUES_DEPTH = 8;
const MAX_MANIFEST_LENGTH = 1024 * 1024;

/** The text of a scalar as written, so that the tag `1.10` does not become the number 1.1. */
export function scalarText(node: Scalar): string {
  return node.source ?? String(node.value ?? '');
}

interface Place {
  node: Node;
  ancestors: Node[];
}

function child(
  map: YAMLMap,
  key: string,
  ancestors: Node[],
): Place | undefined {
  const node = map.get(key, true);
  return isNode(node) ? { node, ancestors: [...ancestors, map] } : undefined;
}

function field(
  document: Document.Parsed,
  map: YAMLMap,
  key: string,
  ancestors: Node[],
): Field | undefined {
  const node = map.get(key, true);
  if (isAlias(node)) {
    const source = node.resolve(document);
    return isScalar(source)
      ? { node: source, ancestors: [...ancestors, map], alias: node.source }
      : undefined;
  }
  return isScalar(node) && node.value !== null
    ? { node, ancestors: [...ancestors, map] }
    : undefined;
}

function textOf(map: YAMLMap, path: string[]): string | undefined {
  const value = map.getIn(path);
  return typeof value === 'string' ? value : undefined;
}

function workloadSlots(
  document: Document.Parsed,
  root: YAMLMap,
  kind: string,
): ImageSlot[] {
  let node: Node = root;
  let ancestors: Node[] = [];
  for (const key of podTemplatePaths[kind]) {
    const next: Place | undefined = isMap(node)
      ? child(node, key, ancestors)
      : undefined;
    if (!next) {
      return [];
    }
    node = next.node;
    ancestors = next.ancestors;
  }
  if (!isMap(node)) {
    return [];
  }
  const name = textOf(root, ['metadata', 'name']) ?? '';
  const slots: ImageSlot[] = [];
  for (const key of ['initContainers', 'containers']) {
    const list = child(node, key, ancestors);
    if (!list || !isSeq(list.node)) {
      continue;
    }
    for (const container of list.node.items) {
      const path = [...list.ancestors, list.node];
      const reference = isMap(container)
        ? field(document, container, 'image', path)
        : undefined;
      const containerName = isMap(container)
        ? textOf(container, ['name'])
        : undefined;
      if (reference && containerName) {
        slots.push({
          document,
          form: 'workload',
          description: `${kind} '${name}', container '${containerName}'`,
          container: containerName,
          fallback: key === 'containers',
          reference,
        });
      }
    }
  }
  return slots;
}

function kustomizeSlots(document: Document.Parsed, root: YAMLMap): ImageSlot[] {
  const images = child(root, 'images', []);
  if (!images || !isSeq(images.node)) {
    return [];
  }
  const slots: ImageSlot[] = [];
  for (const image of images.node.items) {
    const name = isMap(image) ? textOf(image, ['name']) : undefined;
    if (isMap(image) && name) {
      const path = [...images.ancestors, images.node];
      slots.push({
        document,
        form: 'kustomize',
        description: `kustomize image '${name}'`,
        alsoKnownAs: name,
        fallback: false,
        repository: field(document, image, 'newName', path),
        tag: field(document, image, 'newTag', path),
        digest: field(document, image, 'digest', path),
      });
    }
  }
  return slots;
}

function valuesSlots(
  document: Document.Parsed,
  node: Node,
  ancestors: Node[],
  path: string[],
): ImageSlot[] {
  if (!isMap(node) || path.length > MAX_VALUES_DEPTH) {
    return [];
  }
  const repository = field(document, node, 'repository', ancestors);
  const tag = field(document, node, 'tag', ancestors);
  const digest = field(document, node, 'digest', ancestors);
  const slots: ImageSlot[] = [];
  if (repository && (tag || digest)) {
    slots.push({
      document,
      form: 'values',
      description: `Helm value '${path.join('.')}'`,
      container: path.length === 2 ? path[0] : undefined,
      fallback: path[path.length - 1] === 'image' && path.length <= 2,
      registry: field(document, node, 'registry', ancestors),
      repository,
      tag,
      digest,
    });
  }
  for (const pair of node.items) {
    if (isScalar(pair.key) && isNode(pair.value)) {
      slots.push(
        ...valuesSlots(
          document,
          pair.value,
          [...ancestors, node],
          [...path, String(pair.key.value)],
        ),
      );
    }
  }
  return slots;
}

function documentSlots(document: Document.Parsed): ImageSlot[] {
  const root = document.contents;
  if (!isMap(root)) {
    return [];
  }
  const kind = textOf(root, ['kind']);
  if (kind === 'HelmRelease') {
    const spec = child(root, 'spec', []);
    const values =
      spec && isMap(spec.node)
        ? child(spec.node, 'values', spec.ancestors)
        : undefined;
    return values
      ? valuesSlots(document, values.node, values.ancestors, [])
      : [];
  }
  if (kind && kind in podTemplatePaths) {
    return workloadSlots(document, root, kind);
  }
  if (kind === 'Kustomization' || (!kind && root.has('images'))) {
    return kustomizeSlots(document, root);
  }
  // A file with apiVersion is some other Kubernetes resource; what is left may be Helm values.
  return kind || root.has('apiVersion')
    ? []
    : valuesSlots(document, root, [], []);
}

/** Finds every place in the text that says which image runs. Throws when the text is not YAML. */
export function findImageSlots(text: string): ImageSlot[] {
  if (text.length > MAX_MANIFEST_LENGTH) {
    throw new InputError(
      `The manifest has ${text.length} characters; manifests up to ${MAX_MANIFEST_LENGTH} are read`,
    );
  }
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter,
    keepSourceTokens: true,
    // Messages name the line; the excerpt in the library's own message could hold a secret value.
    prettyErrors: false,
  });
  const slots: ImageSlot[] = [];
  for (const document of documents) {
    const [problem] = document.errors;
    if (problem) {
      const { line } = lineCounter.linePos(problem.pos[0]);
      throw new InputError(
        `The manifest is not valid YAML at line ${line} (${problem.code}); fix the file by hand first`,
      );
    }
    slots.push(...documentSlots(document));
  }
  return slots;
}
