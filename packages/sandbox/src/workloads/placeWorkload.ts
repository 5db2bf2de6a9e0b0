import { ClusterObjects, JsonObject, KubernetesObject } from '../kubernetes';
import { referenceOf } from '../kubernetes/ClusterObjects';

/**
 * A workload with one pod in a state that a test chooses.
 *
 * @public
 */
export interface PlacedWorkload {
  /** Defaults to `Deployment`. */
  kind?: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  namespace: string;
  name: string;
  labels?: Record<string, string>;
  /** Image that the workload asks for; its container is called `app`. */
  image: string;
  /** Image that the pod runs, with its digest. Defaults to the one that is asked for. */
  running?: string;
  /** Why the container of the pod does not start. */
  waiting?: { reason: string; message: string };
  /** Whether the pod is ready. Defaults to true unless it waits. */
  ready?: boolean;
  /** Whether the controller has seen the last change. Defaults to true. */
  observed?: boolean;
}

const by = { fieldManager: 'test' };
const SINCE = '2026-01-01T00:00:00Z';

function statusOf(
  kind: string,
  generation: number,
  ready: boolean,
  waiting: PlacedWorkload['waiting'],
): JsonObject {
  const available = ready ? 1 : 0;
  if (kind === 'DaemonSet') {
    return {
      observedGeneration: generation,
      currentNumberScheduled: 1,
      desiredNumberScheduled: 1,
      numberMisscheduled: 0,
      updatedNumberScheduled: 1,
      numberReady: available,
      numberAvailable: available,
    };
  }
  return {
    observedGeneration: generation,
    replicas: 1,
    updatedReplicas: 1,
    readyReplicas: available,
    availableReplicas: available,
    ...(kind === 'StatefulSet'
      ? { currentRevision: 'rev-1', updateRevision: 'rev-1' }
      : {
          conditions: [
            {
              type: 'Available',
              status: ready ? 'True' : 'False',
              reason: waiting?.reason ?? 'MinimumReplicasAvailable',
            },
          ],
        }),
  };
}

/** Who owns the pod: a Deployment has a ReplicaSet in between. */
function ownerOf(
  objects: ClusterObjects,
  workload: KubernetesObject,
): KubernetesObject {
  if (workload.kind !== 'Deployment') {
    return workload;
  }
  const { name, namespace, uid } = workload.metadata;
  return objects.apply(
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${name}-rev1`,
        namespace,
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: name ?? '',
            uid: uid ?? '',
            controller: true,
          },
        ],
      },
      spec: workload.spec as JsonObject,
    },
    by,
  );
}

/**
 * Puts a workload into a cluster in which no controllers run, or changes one, with its namespace and one pod.
 *
 * @public
 */
export function placeWorkload(
  objects: ClusterObjects,
  options: PlacedWorkload,
): void {
  const { namespace, name, image, waiting } = options;
  const kind = options.kind ?? 'Deployment';
  const running = options.running ?? image;
  const ready = options.ready ?? waiting === undefined;
  const selected = { 'sandbox.openportal.dev/workload': name };
  objects.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    by,
  );
  const workload = objects.apply(
    {
      apiVersion: 'apps/v1',
      kind,
      metadata: { name, namespace, labels: { ...options.labels } },
      spec: {
        ...(kind === 'DaemonSet' ? {} : { replicas: 1 }),
        selector: { matchLabels: selected },
        ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
        template: {
          metadata: { labels: selected },
          spec: { containers: [{ name: 'app', image }] },
        },
      },
    },
    by,
  );
  const generation =
    (workload.metadata.generation ?? 1) - (options.observed === false ? 1 : 0);
  objects.updateStatus(
    referenceOf(workload),
    statusOf(kind, generation, ready, waiting),
  );
  const owner = ownerOf(objects, workload);
  const pod = { apiVersion: 'v1', kind: 'Pod', namespace, name: `${name}-pod` };
  objects.delete(pod);
  objects.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      namespace,
      labels: { ...selected, 'controller-revision-hash': 'rev-1' },
      ownerReferences: [
        {
          apiVersion: owner.apiVersion,
          kind: owner.kind,
          name: owner.metadata.name ?? '',
          uid: owner.metadata.uid ?? '',
          controller: true,
        },
      ],
    },
    spec: { containers: [{ name: 'app', image: running }] },
  });
  const [reference, digest] = running.split('@');
  objects.updateStatus(pod, {
    phase: waiting ? 'Pending' : 'Running',
    startTime: SINCE,
    conditions: [
      {
        type: 'Ready',
        status: ready ? 'True' : 'False',
        lastTransitionTime: SINCE,
      },
    ],
    containerStatuses: [
      {
        name: 'app',
        image: reference,
        imageID:
          waiting || !digest
            ? ''
            : `${reference.replace(/:[^:/]+$/, '')}@${digest}`,
        ready,
        restartCount: 0,
        state: waiting ? { waiting } : { running: { startedAt: SINCE } },
      },
    ],
  });
}
