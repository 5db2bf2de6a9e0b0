import { KubernetesObject } from '@openportal/kubernetes-node';

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...value }
    : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What is kept of a workload in memory: of ten thousand of them only what their health needs. */
export function keepWorkload(object: KubernetesObject): KubernetesObject {
  const { metadata } = object;
  const spec = recordOf(object.spec);
  const { containers } = recordOf(recordOf(spec.template).spec);
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace,
      uid: metadata.uid,
      generation: metadata.generation,
      resourceVersion: metadata.resourceVersion,
      creationTimestamp: metadata.creationTimestamp,
      deletionTimestamp: metadata.deletionTimestamp,
      labels: metadata.labels,
    },
    spec: {
      replicas: spec.replicas,
      paused: spec.paused,
      selector: spec.selector,
      updateStrategy: spec.updateStrategy,
      template: {
        spec: {
          containers: listOf(containers).map(item => {
            const { name, image } = recordOf(item);
            return { name, image };
          }),
        },
      },
    },
    status: object.status,
  };
}

/** What counts as a change of a workload: times in its conditions do not. */
export function workloadFingerprint(object: KubernetesObject): string {
  const { metadata, spec } = keepWorkload(object);
  const { conditions, ...counts } = recordOf(object.status);
  return JSON.stringify([
    metadata.uid,
    metadata.generation,
    metadata.deletionTimestamp,
    metadata.labels,
    spec,
    counts,
    listOf(conditions).map(item => {
      const { type, status, reason } = recordOf(item);
      return [type, status, reason];
    }),
  ]);
}
