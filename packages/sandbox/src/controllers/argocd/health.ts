import { KubernetesObject } from '../../kubernetes';
import { objectsAt, valueAt } from '../../kubernetes/types';
import { findCondition } from '../conditions';

/** Health as Argo CD names it, from best to worst. */
export const HEALTH_ORDER = [
  'Healthy',
  'Suspended',
  'Progressing',
  'Missing',
  'Degraded',
  'Unknown',
] as const;

/** The health of a resource or an application. */
export interface Health {
  status: (typeof HEALTH_ORDER)[number];
  message?: string;
}

function count(object: KubernetesObject, ...path: string[]): number {
  const value = valueAt(object, ...path);
  return typeof value === 'number' ? value : 0;
}

function deploymentHealth(object: KubernetesObject): Health {
  const name = object.metadata.name;
  if (valueAt(object, 'spec', 'paused') === true) {
    return { status: 'Suspended', message: 'Deployment is paused' };
  }
  if (
    count(object, 'status', 'observedGeneration') <
    (object.metadata.generation ?? 0)
  ) {
    return {
      status: 'Progressing',
      message:
        'Waiting for rollout to finish: observed deployment generation less than desired generation',
    };
  }
  const condition = findCondition(object, 'Progressing');
  if (condition?.reason === 'ProgressDeadlineExceeded') {
    return {
      status: 'Degraded',
      message: `Deployment "${name}" exceeded its progress deadline`,
    };
  }
  const wanted = count(object, 'spec', 'replicas');
  const updated = count(object, 'status', 'updatedReplicas');
  const total = count(object, 'status', 'replicas');
  const available = count(object, 'status', 'availableReplicas');
  if (updated < wanted) {
    return {
      status: 'Progressing',
      message: `Waiting for rollout to finish: ${updated} out of ${wanted} new replicas have been updated...`,
    };
  }
  if (total > updated) {
    return {
      status: 'Progressing',
      message: `Waiting for rollout to finish: ${
        total - updated
      } old replicas are pending termination...`,
    };
  }
  if (available < updated) {
    return {
      status: 'Progressing',
      message: `Waiting for rollout to finish: ${available} of ${updated} updated replicas are available...`,
    };
  }
  return { status: 'Healthy' };
}

function loadBalancerHealth(object: KubernetesObject): Health {
  return objectsAt(object, 'status', 'loadBalancer', 'ingress').length > 0
    ? { status: 'Healthy' }
    : { status: 'Progressing' };
}

function podHealth(object: KubernetesObject): Health {
  const states = objectsAt(object, 'status', 'containerStatuses');
  const stuck = states.find(state =>
    /^(Err|InvalidImage|ImagePull|CrashLoop)/.test(
      String(valueAt(state, 'state', 'waiting', 'reason')),
    ),
  );
  if (stuck) {
    return {
      status: 'Degraded',
      message: String(valueAt(stuck, 'state', 'waiting', 'message')),
    };
  }
  return findCondition(object, 'Ready')?.status === 'True'
    ? { status: 'Healthy' }
    : { status: 'Progressing' };
}

/** The health of one resource; undefined for kinds that have none. */
export function resourceHealth(object: KubernetesObject): Health | undefined {
  if (object.metadata.deletionTimestamp) {
    return { status: 'Progressing', message: 'Pending deletion' };
  }
  switch (object.kind) {
    case 'Deployment':
      return deploymentHealth(object);
    case 'Ingress':
      return loadBalancerHealth(object);
    case 'Service':
      return valueAt(object, 'spec', 'type') === 'LoadBalancer'
        ? loadBalancerHealth(object)
        : { status: 'Healthy' };
    case 'Pod':
      return podHealth(object);
    default:
      return undefined;
  }
}

/** The health of an application: that of its worst resource. */
export function worstHealth(healths: Health[]): Health['status'] {
  const worst = Math.max(
    0,
    ...healths.map(({ status }) => HEALTH_ORDER.indexOf(status)),
  );
  return HEALTH_ORDER[worst];
}
