import { InputError } from '@backstage/errors';
import {
  Document,
  LineCounter,
  Node,
  YAMLMap,
  isMap,
  isSeq,
  parseAllDocuments,
} from 'yaml';
import { Field, Place, child, field, textOf } from './fields';
import { valuesSlots } from './valuesSlots';

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
  /** Where it is in Helm values, for the annotation that names it: `web.image`. */
  key?: string;
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

const MAX_MANIFEST_LENGTH = 1024 * 1024;

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

/** `images` of a kustomization, or of the `spec` of a Kustomization of Flux. */
function kustomizeSlots(
  document: Document.Parsed,
  map: YAMLMap,
  ancestors: Node[] = [],
): ImageSlot[] {
  const images = child(map, 'images', ancestors);
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

/** The values of a HelmRelease itself. Those that `spec.valuesFrom` takes from elsewhere are left alone. */
function releaseSlots(document: Document.Parsed, root: YAMLMap): ImageSlot[] {
  const spec = child(root, 'spec', []);
  const values =
    spec && isMap(spec.node)
      ? child(spec.node, 'values', spec.ancestors)
      : undefined;
  return values ? valuesSlots({ document, ...values, path: [] }) : [];
}

function isFlux(root: YAMLMap): boolean {
  return (
    textOf(root, ['apiVersion'])?.startsWith('kustomize.toolkit.') ?? false
  );
}

function documentSlots(document: Document.Parsed): ImageSlot[] {
  const root = document.contents;
  if (!isMap(root)) {
    return [];
  }
  const kind = textOf(root, ['kind']);
  if (kind === 'HelmRelease') {
    return releaseSlots(document, root);
  }
  if (kind && Object.hasOwn(podTemplatePaths, kind)) {
    return workloadSlots(document, root, kind);
  }
  if (kind === 'Kustomization' && isFlux(root)) {
    const spec = child(root, 'spec', []);
    return spec && isMap(spec.node)
      ? kustomizeSlots(document, spec.node, spec.ancestors)
      : [];
  }
  const images = child(root, 'images', []);
  if (
    kind === 'Kustomization' ||
    kind === 'Component' ||
    (!kind && images && isSeq(images.node))
  ) {
    return kustomizeSlots(document, root);
  }
  // A file with apiVersion is some other Kubernetes resource; what is left may be Helm values.
  return kind || root.has('apiVersion')
    ? []
    : valuesSlots({ document, node: root, ancestors: [], path: [] });
}

/** What a file says about images that are written somewhere else, for messages. */
export function findForeignImages(text: string): string[] {
  return parseManifest(text).flatMap(document => {
    const root = document.contents;
    if (!isMap(root) || textOf(root, ['kind']) !== 'HelmRelease') {
      return [];
    }
    const from = root.getIn(['spec', 'valuesFrom']);
    return isSeq(from) && from.items.length > 0
      ? [
          `HelmRelease '${
            textOf(root, ['metadata', 'name']) ?? ''
          }' takes values from ${from.items
            .map(item =>
              isMap(item)
                ? `${textOf(item, ['kind'])}/${textOf(item, ['name'])}`
                : '',
            )
            .join(', ')} (spec.valuesFrom), which is not edited`,
        ]
      : [];
  });
}

/** Every document of a manifest. Throws when the text is not YAML. */
export function parseManifest(text: string): Document.Parsed[] {
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
  if ('empty' in documents) {
    return [];
  }
  for (const document of documents) {
    const [problem] = document.errors;
    if (problem) {
      const { line } = lineCounter.linePos(problem.pos[0]);
      throw new InputError(
        `The manifest is not valid YAML at line ${line} (${problem.code}); fix the file by hand first`,
      );
    }
  }
  return documents;
}

/** Finds every place in the text that says which image runs. Throws when the text is not YAML. */
export function findImageSlots(text: string): ImageSlot[] {
  return parseManifest(text).flatMap(documentSlots);
}
