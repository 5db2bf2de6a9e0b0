import { KubernetesObject } from '@openportal/kubernetes-node';

/**
 * Keeps of a composite resource what entities are made of. `spec` and `status` may hold other
 * people's data, and managed fields are most of an object's size.
 */
export function trimComposite(object: KubernetesObject): KubernetesObject {
  const { name, namespace, uid, labels, annotations } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      name,
      namespace,
      uid,
      labels,
      annotations: withoutLastApplied(annotations),
    },
  };
}

/** Keeps of an XRD what it defines, without its status. */
export function trimDefinition(object: KubernetesObject): KubernetesObject {
  const { name, uid, generation, labels, annotations } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      name,
      uid,
      generation,
      labels,
      annotations: withoutLastApplied(annotations),
    },
    spec: object.spec,
  };
}

function withoutLastApplied(
  annotations: Record<string, string> | undefined,
): Record<string, string> | undefined {
  if (!annotations) {
    return undefined;
  }
  const { 'kubectl.kubernetes.io/last-applied-configuration': _, ...rest } =
    annotations;
  return rest;
}
