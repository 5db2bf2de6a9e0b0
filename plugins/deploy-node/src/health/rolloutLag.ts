import { Workload } from './parseWorkload';

/** How many pods a workload wants. */
export function wantedPods({ kind, spec, status }: Workload): number {
  return kind === 'DaemonSet'
    ? status?.desiredNumberScheduled ?? 0
    : spec.replicas ?? 1;
}

function deploymentLag(workload: Workload): string | undefined {
  const wanted = wantedPods(workload);
  const {
    replicas: total = 0,
    updatedReplicas: updated = 0,
    availableReplicas: available = 0,
    readyReplicas: ready = 0,
  } = workload.status ?? {};
  if (updated < wanted) {
    return `${updated} of ${wanted} pods are updated`;
  }
  if (total > updated) {
    return `${total - updated} old pods are still there`;
  }
  if (available < wanted) {
    return `${available} of ${wanted} pods are available`;
  }
  return ready < wanted ? `${ready} of ${wanted} pods are ready` : undefined;
}

function statefulSetLag(workload: Workload): string | undefined {
  const wanted = wantedPods(workload);
  const { status, spec } = workload;
  const { currentRevision, updateRevision } = status ?? {};
  const partition = spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  const updated = status?.updatedReplicas ?? 0;
  const ready = status?.readyReplicas ?? 0;
  // Clusters before 1.22 do not count them apart.
  const available = status?.availableReplicas ?? ready;
  if (
    currentRevision !== updateRevision &&
    updated < Math.max(0, wanted - partition)
  ) {
    return `${updated} of ${Math.max(0, wanted - partition)} pods are updated`;
  }
  if ((status?.replicas ?? 0) > wanted) {
    return `${(status?.replicas ?? 0) - wanted} pods too many are still there`;
  }
  if (ready < wanted) {
    return `${ready} of ${wanted} pods are ready`;
  }
  return available < wanted
    ? `${available} of ${wanted} pods are available`
    : undefined;
}

function daemonSetLag(workload: Workload): string | undefined {
  const wanted = wantedPods(workload);
  const {
    updatedNumberScheduled: updated = 0,
    numberAvailable: available = 0,
    numberReady: ready = 0,
  } = workload.status ?? {};
  if (updated < wanted && workload.spec.updateStrategy?.type !== 'OnDelete') {
    return `${updated} of ${wanted} pods are updated`;
  }
  if (available < wanted) {
    return `${available} of ${wanted} pods are available`;
  }
  return ready < wanted ? `${ready} of ${wanted} pods are ready` : undefined;
}

/** In which count the rollout of a workload lags, in words; undefined where it does not. */
export function rolloutLag(workload: Workload): string | undefined {
  switch (workload.kind) {
    case 'Deployment':
      return deploymentLag(workload);
    case 'StatefulSet':
      return statefulSetLag(workload);
    default:
      return daemonSetLag(workload);
  }
}
