import { isSameImage } from '@openportal/plugin-deploy-common';
import { Pod, Workload } from './parseWorkload';

/** Labels by which the controllers tell pods of one template from those of another. */
const REVISION_LABELS = ['controller-revision-hash', 'pod-template-hash'];

function revisionOf(pod: Pod): string {
  const label = REVISION_LABELS.find(name => pod.metadata.labels[name]);
  return label === undefined ? '' : pod.metadata.labels[label];
}

function matchesTemplate(workload: Workload, pod: Pod): boolean {
  return workload.spec.template.spec.containers.every(({ name, image }) => {
    const running = pod.spec.containers.find(
      container => container.name === name,
    )?.image;
    return (
      image !== undefined &&
      running !== undefined &&
      (running === image || isSameImage(running, image))
    );
  });
}

/** A pod that is going away or is over counts for nothing: its controller does not count it either. */
export function isLive(pod: Pod): boolean {
  return (
    pod.metadata.deletionTimestamp === undefined &&
    pod.status?.phase !== 'Succeeded' &&
    pod.status?.phase !== 'Failed'
  );
}

/**
 * The pods of the template that the workload has now. A StatefulSet names their revision. Of the others, the newest
 * group that has the images of the template: a pod of the version before that crashes while it is being replaced says
 * nothing about the new one.
 */
export function currentPods(workload: Workload, pods: readonly Pod[]): Pod[] {
  const { updateRevision } = workload.status ?? {};
  const named = pods.filter(
    pod => updateRevision !== undefined && revisionOf(pod) === updateRevision,
  );
  if (named.length > 0) {
    return named;
  }
  const matching = pods.filter(pod => matchesTemplate(workload, pod));
  // Admission may have rewritten every image, for example to a mirror.
  const candidates = matching.length > 0 ? matching : pods;
  const [newest] = [...candidates].sort(
    (a, b) =>
      Date.parse(b.metadata.creationTimestamp ?? '') -
        Date.parse(a.metadata.creationTimestamp ?? '') ||
      (a.metadata.name < b.metadata.name ? -1 : 1),
  );
  return newest
    ? candidates.filter(pod => revisionOf(pod) === revisionOf(newest))
    : [];
}
