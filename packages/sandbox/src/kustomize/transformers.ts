import {
  isJsonObject,
  JsonObject,
  KubernetesObject,
  objectsAt,
  valueAt,
} from '../kubernetes/types';
import {
  formatImageReference,
  imageName,
  parseImageReference,
} from './imageReference';
import { Kustomization } from './kustomization';

const CLUSTER_KINDS = new Set([
  'Namespace',
  'Node',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'PersistentVolume',
  'StorageClass',
  'IngressClass',
  'PriorityClass',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'APIService',
  'CompositeResourceDefinition',
  'Composition',
]);

/**
 * Puts every object into one namespace, renames Namespace objects to it, and
 * points the service account subjects of bindings at it.
 */
export function setNamespace(
  objects: KubernetesObject[],
  namespace: string,
): void {
  const isOwnAccount = (subject: JsonObject) =>
    subject.kind === 'ServiceAccount' &&
    (subject.name === 'default' ||
      objects.some(
        ({ kind, metadata }) =>
          kind === 'ServiceAccount' &&
          metadata.name === subject.name &&
          (metadata.namespace ?? '') === (subject.namespace ?? ''),
      ));
  const movedSubjects = objects
    .filter(({ kind }) => /^(Cluster)?RoleBinding$/.test(kind))
    .flatMap(binding => objectsAt(binding, 'subjects'))
    .filter(isOwnAccount);
  for (const subject of movedSubjects) {
    subject.namespace = namespace;
  }
  for (const object of objects) {
    if (object.kind === 'Namespace' && object.apiVersion === 'v1') {
      object.metadata.name = namespace;
    } else if (!CLUSTER_KINDS.has(object.kind)) {
      object.metadata.namespace = namespace;
    }
  }
}

/** Every container of an object, wherever its pod template is. */
function containersOf(value: unknown): JsonObject[] {
  if (Array.isArray(value)) {
    return value.flatMap(containersOf);
  }
  if (!isJsonObject(value)) {
    return [];
  }
  return Object.entries(value).flatMap(([key, child]) =>
    key === 'containers' || key === 'initContainers'
      ? objectsAt({ list: child }, 'list')
      : containersOf(child),
  );
}

/** Replaces names, tags and digests of images. */
export function setImages(
  objects: KubernetesObject[],
  images: NonNullable<Kustomization['images']>,
): void {
  for (const container of objects.flatMap(containersOf)) {
    for (const image of images) {
      const current =
        typeof container.image === 'string'
          ? parseImageReference(container.image)
          : undefined;
      if (!current || imageName(current) !== image.name) {
        continue;
      }
      const renamed = parseImageReference(image.newName ?? image.name);
      const pinned = image.newTag !== undefined || image.digest !== undefined;
      container.image = formatImageReference({
        ...(renamed ?? current),
        tag: pinned ? image.newTag : current.tag,
        digest: pinned ? image.digest : current.digest,
      });
    }
  }
}

function addPairs(
  owner: JsonObject,
  field: 'labels' | 'annotations' | 'matchLabels',
  pairs: Record<string, string>,
): void {
  const existing = owner[field];
  owner[field] = { ...(isJsonObject(existing) ? existing : {}), ...pairs };
}

function templateMetadata(object: KubernetesObject): JsonObject | undefined {
  const template = valueAt(object, 'spec', 'template');
  if (!isJsonObject(template) || !isJsonObject(template.spec)) {
    return undefined;
  }
  if (!isJsonObject(template.metadata)) {
    template.metadata = {};
  }
  return template.metadata as JsonObject;
}

function addToSelectors(
  object: KubernetesObject,
  pairs: Record<string, string>,
): void {
  const { spec } = object;
  if (!spec) {
    return;
  }
  if (object.kind === 'Service') {
    if (isJsonObject(spec.selector)) {
      spec.selector = { ...spec.selector, ...pairs };
    }
  } else if (object.kind === 'NetworkPolicy') {
    if (isJsonObject(spec.podSelector)) {
      addPairs(spec.podSelector, 'matchLabels', pairs);
    }
  } else if (isJsonObject(spec.selector)) {
    addPairs(spec.selector, 'matchLabels', pairs);
  }
}

const KINDS_WITH_SELECTORS = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Service',
  'NetworkPolicy',
  'PodDisruptionBudget',
]);

/** Adds labels, to selectors and pod templates too where that is asked for. */
export function addLabels(
  objects: KubernetesObject[],
  pairs: Record<string, string>,
  options: { selectors: boolean; templates: boolean },
): void {
  for (const object of objects) {
    object.metadata.labels = { ...object.metadata.labels, ...pairs };
    const template = templateMetadata(object);
    if (template && (options.templates || options.selectors)) {
      addPairs(template, 'labels', pairs);
    }
    if (options.selectors && KINDS_WITH_SELECTORS.has(object.kind)) {
      addToSelectors(object, pairs);
    }
  }
}

/** Adds annotations to objects and their pod templates. */
export function addAnnotations(
  objects: KubernetesObject[],
  pairs: Record<string, string>,
): void {
  for (const object of objects) {
    object.metadata.annotations = { ...object.metadata.annotations, ...pairs };
    const template = templateMetadata(object);
    if (template) {
      addPairs(template, 'annotations', pairs);
    }
  }
}

/** Sets how many replicas the named workloads have. */
export function setReplicas(
  objects: KubernetesObject[],
  replicas: NonNullable<Kustomization['replicas']>,
): void {
  for (const { name, count } of replicas) {
    for (const object of objects) {
      if (
        object.metadata.name === name &&
        ['Deployment', 'ReplicaSet', 'StatefulSet'].includes(object.kind)
      ) {
        object.spec = { ...object.spec, replicas: count };
      }
    }
  }
}

const REFERENCE_FIELDS: Record<string, string[]> = {
  ConfigMap: ['configMap', 'configMapRef', 'configMapKeyRef'],
  Secret: ['secretRef', 'secretKeyRef', 'secret'],
};

/** Points references at an object's new name: by reference fields, and for the kinds that are named by plain text. */
function renameReferences(
  value: unknown,
  kind: string,
  from: string,
  to: string,
): void {
  if (Array.isArray(value)) {
    value.forEach(item => renameReferences(item, kind, from, to));
    return;
  }
  if (!isJsonObject(value)) {
    return;
  }
  for (const [key, child] of Object.entries(value)) {
    const isReference = REFERENCE_FIELDS[kind]?.includes(key);
    if (isReference && isJsonObject(child)) {
      for (const field of ['name', 'secretName']) {
        if (child[field] === from) {
          child[field] = to;
        }
      }
    }
    const isNamedByText =
      (kind === 'ServiceAccount' && key === 'serviceAccountName') ||
      (kind === 'Service' && key === 'serviceName');
    if (isNamedByText && child === from) {
      value[key] = to;
    }
    const isTarget =
      isJsonObject(child) &&
      ((kind === 'Service' && key === 'service') ||
        (['scaleTargetRef', 'roleRef'].includes(key) && child.kind === kind));
    if (isTarget && child.name === from) {
      child.name = to;
    }
    renameReferences(child, kind, from, to);
  }
}

/** Renames one object and everything among `objects` that refers to it. */
export function renameObject(
  objects: KubernetesObject[],
  object: KubernetesObject,
  name: string,
): void {
  const from = object.metadata.name ?? '';
  object.metadata.name = name;
  for (const other of objects) {
    renameReferences(other, object.kind, from, name);
    for (const subject of objectsAt(other, 'subjects')) {
      if (subject.kind === object.kind && subject.name === from) {
        subject.name = name;
      }
    }
  }
}

/** Puts a prefix and a suffix around names; namespaces and definitions keep theirs. */
export function addNameAffixes(
  objects: KubernetesObject[],
  prefix: string,
  suffix: string,
): void {
  for (const object of objects) {
    if (!['Namespace', 'CustomResourceDefinition'].includes(object.kind)) {
      renameObject(
        objects,
        object,
        `${prefix}${object.metadata.name}${suffix}`,
      );
    }
  }
}
