import { ObjectService } from '../ObjectService';
import { mergePatch } from '../patches';
import { badRequest } from '../status';
import { isJsonObject, JsonObject, ResourceType, valueAt } from '../types';
import { ObjectTarget, WriteOptions } from '../writes';

/** The `scale` subresource of a workload. */
export function readScale(
  service: ObjectService,
  type: ResourceType,
  target: ObjectTarget,
): JsonObject {
  const live = service.get(type, target);
  const { name, namespace, uid, resourceVersion, creationTimestamp } =
    live.metadata;
  const labels = valueAt(live, 'spec', 'selector', 'matchLabels');
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: valueAt(live, 'spec', 'replicas') ?? 1 },
    status: {
      replicas: valueAt(live, 'status', 'replicas') ?? 0,
      selector: Object.entries(isJsonObject(labels) ? labels : {})
        .map(([key, value]) => `${key}=${value}`)
        .join(','),
    },
  };
}

/** Changes how many replicas a workload has. */
export function writeScale(
  service: ObjectService,
  type: ResourceType,
  target: ObjectTarget,
  request: { body: unknown; isPatch: boolean; options: WriteOptions },
): JsonObject {
  const wanted = request.isPatch
    ? mergePatch(readScale(service, type, target), request.body)
    : request.body;
  const replicas = valueAt(wanted, 'spec', 'replicas');
  if (typeof replicas !== 'number' || replicas < 0) {
    throw badRequest(
      `Invalid value: "${String(
        replicas,
      )}": spec.replicas must be a number that is not negative`,
    );
  }
  service.patch(
    type,
    target,
    'application/merge-patch+json',
    { spec: { replicas } },
    request.options,
  );
  return readScale(service, type, target);
}
