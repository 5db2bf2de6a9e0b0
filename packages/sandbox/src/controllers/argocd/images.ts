import { ClusterObjects } from '../../kubernetes';
import { objectsAt, parseApiVersion, stringAt } from '../../kubernetes/types';
import { ComparedResource } from './comparison';

/** The images that the pods of an application run, as its summary lists them. */
export function imagesOf(
  cluster: ClusterObjects,
  resources: ComparedResource[],
): string[] {
  const workloads = resources.flatMap(({ live }) =>
    live && parseApiVersion(live.apiVersion).group === 'apps' ? [live] : [],
  );
  const namespaces = new Set(workloads.map(it => it.metadata.namespace));
  const sets = [...namespaces]
    .flatMap(namespace =>
      cluster.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace }),
    )
    .filter(set =>
      workloads.some(workload =>
        set.metadata.ownerReferences?.some(
          ({ uid }) => uid === workload.metadata.uid,
        ),
      ),
    );
  const owners = new Set(sets.map(({ metadata }) => metadata.uid));
  const pods = [...namespaces]
    .flatMap(namespace =>
      cluster.list({ apiVersion: 'v1', kind: 'Pod', namespace }),
    )
    .filter(pod =>
      pod.metadata.ownerReferences?.some(({ uid }) => owners.has(uid)),
    );
  const images = pods.flatMap(pod =>
    objectsAt(pod, 'spec', 'containers').map(
      container => stringAt(container, 'image') ?? '',
    ),
  );
  return [...new Set(images)].sort();
}
