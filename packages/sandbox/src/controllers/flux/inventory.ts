import { ClusterObjects, JsonObject, KubernetesObject } from '../../kubernetes';
import { ObjectReference } from '../../kubernetes';
import {
  objectsAt,
  parseApiVersion,
  toApiVersion,
} from '../../kubernetes/types';

const OWNER_LABEL = 'kustomize.toolkit.fluxcd.io/name';
const OWNER_NAMESPACE_LABEL = 'kustomize.toolkit.fluxcd.io/namespace';
const PRUNE_ANNOTATION = 'kustomize.toolkit.fluxcd.io/prune';

/** Marks an object as applied by a Kustomization. */
export function withOwnerLabels(
  object: KubernetesObject,
  kustomization: KubernetesObject,
): KubernetesObject {
  const { name = '', namespace = '' } = kustomization.metadata;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      labels: {
        ...object.metadata.labels,
        [OWNER_LABEL]: name,
        [OWNER_NAMESPACE_LABEL]: namespace,
      },
    },
  };
}

/** The inventory entry of an object, as Flux writes it. */
export function toInventoryEntry(object: KubernetesObject): JsonObject {
  const { group, version } = parseApiVersion(object.apiVersion);
  const { namespace = '', name } = object.metadata;
  return { id: `${namespace}_${name}_${group}_${object.kind}`, v: version };
}

function parseEntry(entry: JsonObject): ObjectReference | undefined {
  const parts = String(entry.id).split('_');
  if (parts.length !== 4) {
    return undefined;
  }
  const [namespace, name, group, kind] = parts;
  return {
    apiVersion: toApiVersion(group, String(entry.v)),
    kind,
    ...(namespace ? { namespace } : {}),
    name,
  };
}

/** Deletes what the last inventory lists and the next one does not. */
export function pruneInventory(
  cluster: ClusterObjects,
  kustomization: KubernetesObject,
  entries: JsonObject[],
): void {
  const kept = new Set(entries.map(({ id }) => id));
  for (const entry of objectsAt(
    kustomization,
    'status',
    'inventory',
    'entries',
  )) {
    const reference = kept.has(entry.id) ? undefined : parseEntry(entry);
    const live = reference && cluster.get(reference);
    if (
      reference &&
      live?.metadata.labels?.[OWNER_LABEL] === kustomization.metadata.name &&
      live?.metadata.annotations?.[PRUNE_ANNOTATION] !== 'disabled'
    ) {
      cluster.delete(reference);
    }
  }
}
