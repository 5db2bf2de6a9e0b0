import { ClusterObjects, JsonObject } from '../../kubernetes';
import { referenceOf } from '../../kubernetes/ClusterObjects';
import { messageOf } from '../Controller';
import { ARGOCD_MANAGER, ComparedResource } from './comparison';

/** How a sync ended. */
export interface SyncOutcome {
  phase: 'Succeeded' | 'Failed';
  message: string;
  resources: JsonObject[];
}

/** Applies what git wants, and deletes what it no longer wants where that is allowed. */
export function syncResources(options: {
  cluster: ClusterObjects;
  resources: ComparedResource[];
  prune: boolean;
  /** The namespace to make first. */
  createNamespace?: string;
}): SyncOutcome {
  const { cluster, resources, prune } = options;
  const results: JsonObject[] = [];
  let failed = 0;
  const record = (
    resource: ComparedResource,
    status: string,
    message: string,
  ) => {
    const { group, version, kind, namespace = '', name } = resource;
    results.push({
      group,
      version,
      kind,
      namespace,
      name,
      status,
      message,
      syncPhase: 'Sync',
      ...(status === 'Synced' ? { hookPhase: 'Running' } : {}),
    });
  };
  const namespace = options.createNamespace;
  const hasNamespace =
    !namespace ||
    cluster.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
  if (namespace && !hasNamespace) {
    cluster.apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      { fieldManager: ARGOCD_MANAGER },
    );
  }
  for (const resource of resources) {
    const { desired, live } = resource;
    try {
      if (desired) {
        cluster.apply(desired, { fieldManager: ARGOCD_MANAGER });
        const verb = live ? 'configured' : 'created';
        const done = resource.status === 'Synced' ? 'unchanged' : verb;
        record(
          resource,
          'Synced',
          `${resource.kind.toLowerCase()}/${resource.name} ${done}`,
        );
      } else if (live && prune) {
        cluster.delete(referenceOf(live));
        record(resource, 'Pruned', 'pruned');
      } else {
        record(resource, 'PruneSkipped', 'ignored (requires pruning)');
      }
    } catch (error) {
      failed += 1;
      record(resource, 'SyncFailed', messageOf(error));
    }
  }
  return failed > 0
    ? {
        phase: 'Failed',
        message: `one or more objects failed to apply, reason: ${results
          .filter(({ status }) => status === 'SyncFailed')
          .map(({ message }) => message)
          .join('; ')}`,
        resources: results,
      }
    : {
        phase: 'Succeeded',
        message: 'successfully synced (all tasks run)',
        resources: results,
      };
}
