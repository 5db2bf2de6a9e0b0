import { ContainerStatus, Pod, findCondition } from './parseWorkload';

/** Reasons for which the kubelet tries again for ever: what is wrong is not going to pass by waiting. */
const STUCK = new Set([
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'ErrImageNeverPull',
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'RunContainerError',
]);

/** So often a container has restarted by the time that its back-off is about a minute. */
const CRASHES = 3;

/** Since when a pod is not ready, as milliseconds; undefined where it does not say. */
function notReadySince(pod: Pod): number | undefined {
  const ready = findCondition(pod.status?.conditions, 'Ready');
  const since = Date.parse(
    (ready?.status === 'True' ? undefined : ready?.lastTransitionTime) ??
      pod.status?.startTime ??
      pod.metadata.creationTimestamp ??
      '',
  );
  return Number.isNaN(since) ? undefined : since;
}

function isLongStuck(
  pod: Pod,
  status: ContainerStatus,
  options: { now: Date; stuckAfterMilliseconds: number },
): boolean {
  const { reason } = status.state?.waiting ?? {};
  if (reason === undefined || !STUCK.has(reason)) {
    return false;
  }
  if (reason === 'CrashLoopBackOff' && (status.restartCount ?? 0) >= CRASHES) {
    // Between two crashes it may look ready for a moment, which hides since when it fails.
    return true;
  }
  const since = notReadySince(pod);
  return (
    since === undefined ||
    options.now.getTime() - since >= options.stuckAfterMilliseconds
  );
}

/** Why a pod does not start, where waiting does not help; undefined where it starts, or may still. */
export function whyStuck(
  pod: Pod,
  options: { now: Date; stuckAfterMilliseconds: number },
): string | undefined {
  const stuck = [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ].find(status => isLongStuck(pod, status, options));
  const { reason, message } = stuck?.state?.waiting ?? {};
  return stuck
    ? `Container '${stuck.name}' of pod '${pod.metadata.name}': ${reason}${
        message ? `: ${message}` : ''
      }`
    : undefined;
}
