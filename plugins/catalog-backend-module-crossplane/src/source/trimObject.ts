import { KubernetesObject, ObjectMetadata } from '@openportal/kubernetes-node';

/** Annotations longer than this are bookkeeping of tools, not text for people. */
const MAX_ANNOTATION_LENGTH = 16 * 1024;

/**
 * Keeps of a composite resource what entities are made of. `spec` and `status` may hold other
 * people's data, and managed fields are most of an object's size.
 */
export function trimComposite(object: KubernetesObject): KubernetesObject {
  const { name, namespace, uid, creationTimestamp } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      name,
      namespace,
      uid,
      creationTimestamp,
      ...trimMarks(object.metadata),
    },
  };
}

/** Keeps of an XRD what it defines, without its status. */
export function trimDefinition(object: KubernetesObject): KubernetesObject {
  const { name, uid, generation, creationTimestamp } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      name,
      uid,
      generation,
      creationTimestamp,
      ...trimMarks(object.metadata),
    },
    spec: object.spec,
  };
}

/** Keeps of a composition which resources it composes. */
export function trimComposition(object: KubernetesObject): KubernetesObject {
  const { name, labels } = object.metadata;
  const { compositeTypeRef } = (object.spec ?? {}) as Record<string, unknown>;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { name, labels },
    spec: { compositeTypeRef },
  };
}

/** Keeps of a namespace its name and one annotation. */
export function trimNamespace(
  annotation: string,
): (object: KubernetesObject) => KubernetesObject {
  return ({ apiVersion, kind, metadata }) => {
    const value = metadata.annotations?.[annotation];
    return {
      apiVersion,
      kind,
      metadata: {
        name: metadata.name,
        annotations: value === undefined ? undefined : { [annotation]: value },
      },
    };
  };
}

function trimMarks({
  labels,
  annotations,
}: ObjectMetadata): Pick<ObjectMetadata, 'labels' | 'annotations'> {
  return {
    labels,
    annotations:
      annotations &&
      Object.fromEntries(
        Object.entries(annotations).filter(
          ([key, value]) =>
            key !== 'kubectl.kubernetes.io/last-applied-configuration' &&
            value.length <= MAX_ANNOTATION_LENGTH,
        ),
      ),
  };
}
