import { isDeepStrictEqual } from 'node:util';
import { ClusterObjects, KubernetesObject } from '../../kubernetes';
import { referenceOf } from '../../kubernetes/ClusterObjects';
import { parseApiVersion } from '../../kubernetes/types';
import { messageOf } from '../Controller';
import { Application } from './application';
import { Health, resourceHealth } from './health';

/** The manager under which Argo CD applies. */
export const ARGOCD_MANAGER = 'argocd-controller';

/** The annotation that says which application an object belongs to. */
export const TRACKING_ANNOTATION = 'argocd.argoproj.io/tracking-id';

/** One resource of an application, desired or live or both. */
export interface ComparedResource {
  group: string;
  version: string;
  kind: string;
  namespace?: string;
  name: string;
  status: 'Synced' | 'OutOfSync' | 'Unknown';
  health?: Health;
  requiresPruning?: true;
  desired?: KubernetesObject;
  live?: KubernetesObject;
  /** Why it cannot be applied. */
  problem?: string;
}

/** Marks an object as belonging to an application. */
export function withTracking(
  object: KubernetesObject,
  application: Application,
): KubernetesObject {
  const { group } = parseApiVersion(object.apiVersion);
  const { namespace = '', name } = object.metadata;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: {
        ...object.metadata.annotations,
        [TRACKING_ANNOTATION]: `${application.name}:${group}/${object.kind}:${namespace}/${name}`,
      },
    },
  };
}

function withoutBookkeeping(object: KubernetesObject): unknown {
  const { managedFields, resourceVersion, generation, ...metadata } =
    object.metadata;
  return { ...object, metadata, status: undefined };
}

/** Compares by a trial: an object is synced when applying it would change nothing. */
function compareOne(
  cluster: ClusterObjects,
  desired: KubernetesObject,
): Pick<ComparedResource, 'status' | 'live' | 'problem'> {
  const live = cluster.get(referenceOf(desired));
  if (!live) {
    return { status: 'OutOfSync' };
  }
  try {
    const trial = cluster.apply(desired, {
      fieldManager: ARGOCD_MANAGER,
      dryRun: true,
    });
    const isSame = isDeepStrictEqual(
      withoutBookkeeping(trial),
      withoutBookkeeping(live),
    );
    return { status: isSame ? 'Synced' : 'OutOfSync', live };
  } catch (error) {
    return { status: 'OutOfSync', live, problem: messageOf(error) };
  }
}

function identity(resource: {
  group: string;
  kind: string;
  namespace?: string;
  name: string;
}): string {
  return [
    resource.group,
    resource.kind,
    resource.namespace ?? '',
    resource.name,
  ].join('/');
}

/** Compares what git wants with what the cluster has. */
export function compareResources(
  cluster: ClusterObjects,
  application: Application,
  desiredObjects: KubernetesObject[],
): ComparedResource[] {
  const resources = desiredObjects.map((desired): ComparedResource => {
    const compared = compareOne(cluster, desired);
    const { namespace, name = '' } = desired.metadata;
    const { live } = compared;
    const health: Health | undefined = live
      ? resourceHealth(live)
      : { status: 'Missing' };
    return {
      ...parseApiVersion(desired.apiVersion),
      kind: desired.kind,
      ...(namespace ? { namespace } : {}),
      name,
      desired,
      ...compared,
      ...(health ? { health } : {}),
    };
  });
  const known = new Set(resources.map(identity));
  // What an earlier pass listed and git no longer wants.
  for (const earlier of application.status.resources ?? []) {
    const group = earlier.group ?? '';
    const { version, kind, namespace, name } = earlier;
    if (known.has(identity({ group, kind, namespace, name }))) {
      continue;
    }
    const live = cluster.get({
      apiVersion: group ? `${group}/${version}` : version,
      kind,
      namespace,
      name,
    });
    const tracking = live?.metadata.annotations?.[TRACKING_ANNOTATION] ?? '';
    if (live && tracking.startsWith(`${application.name}:`)) {
      const health = resourceHealth(live);
      resources.push({
        group,
        version,
        kind,
        ...(namespace ? { namespace } : {}),
        name,
        status: 'OutOfSync',
        requiresPruning: true,
        live,
        ...(health ? { health } : {}),
      });
    }
  }
  return resources;
}
