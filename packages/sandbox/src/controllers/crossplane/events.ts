import { createHash } from 'node:crypto';
import { ClusterObjects, KubernetesObject } from '../../kubernetes';
import { timestamp } from '../Controller';

/** Records an event once: saying the same again changes nothing. */
export function recordEvent(
  objects: ClusterObjects,
  object: KubernetesObject,
  event: { type: 'Normal' | 'Warning'; reason: string; message: string },
): void {
  const { name = '', uid = '', namespace = 'default' } = object.metadata;
  const hash = createHash('sha256')
    .update([uid, event.reason, event.message].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const reference = {
    apiVersion: 'v1',
    kind: 'Event',
    namespace,
    name: `${name}.${hash}`,
  };
  if (objects.get(reference)) {
    return;
  }
  const now = timestamp();
  objects.create(
    {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: reference.name, namespace },
      involvedObject: {
        apiVersion: object.apiVersion,
        kind: object.kind,
        name,
        namespace: object.metadata.namespace,
        uid,
      },
      ...event,
      count: 1,
      firstTimestamp: now,
      lastTimestamp: now,
      source: { component: 'crossplane' },
    },
    'crossplane',
  );
}
