import {
  KubernetesClient,
  KubernetesObject,
  ResourceType,
} from '@openportal/kubernetes-node';
import { HealthStatus } from '@openportal/plugin-deploy-common';
import { combineHealth, judgeWorkload } from '../health';
import { DeployTarget } from '../ports';
import { toLabelSelector } from './labelSelector';

/**
 * The kinds that run an application, of `apps/v1`.
 *
 * @public
 */
export const workloadResources: ReadonlyArray<
  ResourceType & { kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' }
> = [
  {
    group: 'apps',
    version: 'v1',
    plural: 'deployments',
    kind: 'Deployment',
  },
  {
    group: 'apps',
    version: 'v1',
    plural: 'statefulsets',
    kind: 'StatefulSet',
  },
  { group: 'apps', version: 'v1', plural: 'daemonsets', kind: 'DaemonSet' },
];

const podResource: ResourceType = { group: '', version: 'v1', plural: 'pods' };

/**
 * The Deployments, StatefulSets and DaemonSets of a namespace that a selector finds.
 *
 * @param client - of the cluster
 * @param query - `labelSelector` as Kubernetes writes it
 * @throws what the client throws
 * @public
 */
export async function listWorkloads(
  client: KubernetesClient,
  query: { namespace: string; labelSelector?: string; signal?: AbortSignal },
): Promise<KubernetesObject[]> {
  const lists = await Promise.all(
    workloadResources.map(resource => client.list(resource, query)),
  );
  return lists.flatMap(({ items }) => items);
}

/**
 * How the workloads of an application are doing, and what they run: reads their pods, and judges with
 * {@link @openportal/plugin-deploy-node#judgeWorkload}. Of several workloads those count that have a container of the
 * application; where the entity says nothing about that, all of them.
 *
 * @param workloads - as the cluster gave them; without any the application is missing
 * @param options - `stuckAfterMilliseconds` as in {@link @openportal/plugin-deploy-node#WorkloadFacts}
 * @throws what the client throws
 * @public
 */
export async function readWorkloadHealth(
  workloads: readonly KubernetesObject[],
  options: {
    client: KubernetesClient;
    target: Pick<DeployTarget, 'container' | 'imageRepository'>;
    now: Date;
    stuckAfterMilliseconds?: number;
    signal?: AbortSignal;
  },
): Promise<{ health: HealthStatus; message?: string; images: string[] }> {
  const { target } = options;
  const verdicts = await Promise.all(
    workloads.map(async workload =>
      judgeWorkload({
        workload,
        pods: await listPods(workload, options),
        now: options.now,
        container: target.container,
        imageRepository: target.imageRepository,
        stuckAfterMilliseconds: options.stuckAfterMilliseconds,
      }),
    ),
  );
  const own = verdicts.filter(({ hasApp }) => hasApp);
  return combineHealth(own.length > 0 ? own : verdicts);
}

async function listPods(
  workload: KubernetesObject,
  { client, signal }: { client: KubernetesClient; signal?: AbortSignal },
): Promise<KubernetesObject[]> {
  const labelSelector = toLabelSelector(
    (workload.spec as { selector?: unknown } | undefined)?.selector,
  );
  if (labelSelector === undefined) {
    return [];
  }
  const { items } = await client.list(podResource, {
    namespace: workload.metadata.namespace,
    labelSelector,
    signal,
  });
  return items.filter(pod => isPodOf(pod, workload));
}

/** Jobs often have the labels of the application on their pods, too: only what the workload itself made counts. */
function isPodOf(pod: KubernetesObject, workload: KubernetesObject): boolean {
  const owner = pod.metadata.ownerReferences?.find(
    reference => reference.controller,
  );
  return workload.kind === 'Deployment'
    ? owner?.kind === 'ReplicaSet' &&
        owner.name.startsWith(`${workload.metadata.name}-`)
    : owner !== undefined && owner.uid === workload.metadata.uid;
}
