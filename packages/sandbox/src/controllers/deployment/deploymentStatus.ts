import { JsonObject, KubernetesObject } from '../../kubernetes';
import { Condition, findCondition, withConditions } from '../conditions';

/** What a rollout looks like now. */
export interface RolloutState {
  deployment: KubernetesObject;
  replicas: number;
  currentName: string;
  updated: number;
  total: number;
  ready: number;
  complete: boolean;
  /** True while pods wait for something outside, such as an image. */
  blocked: boolean;
  /** How long the rollout may stand still. */
  deadlineMilliseconds: number;
}

function progressing(state: RolloutState): Condition {
  const { deployment, currentName } = state;
  const before = findCondition(deployment, 'Progressing');
  if (state.complete) {
    return {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet "${currentName}" has successfully progressed.`,
    };
  }
  const message = `ReplicaSet "${currentName}" is progressing.`;
  const exceeded = `ReplicaSet "${currentName}" has timed out progressing.`;
  const isSameRollout =
    before?.message === message || before?.message === exceeded;
  const since = Date.parse(String(before?.lastUpdateTime ?? ''));
  const stuck =
    isSameRollout &&
    (before?.reason === 'ProgressDeadlineExceeded' ||
      // Times of objects are whole seconds. A slow machine is no reason to give up.
      (state.blocked &&
        Date.now() - since > Math.max(1000, state.deadlineMilliseconds)));
  return stuck
    ? {
        type: 'Progressing',
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: exceeded,
      }
    : {
        type: 'Progressing',
        status: 'True',
        reason: 'ReplicaSetUpdated',
        message,
      };
}

/** The status of a deployment as the real controller writes it: counts of zero are left out. */
export function deploymentStatus(state: RolloutState): JsonObject {
  const { deployment, replicas, updated, total, ready } = state;
  const available = ready >= replicas;
  const counts: Record<string, number> = {
    replicas: total,
    updatedReplicas: updated,
    readyReplicas: ready,
    availableReplicas: ready,
    unavailableReplicas: Math.max(0, Math.max(total, replicas) - ready),
  };
  return {
    observedGeneration: deployment.metadata.generation,
    ...Object.fromEntries(
      Object.entries(counts).filter(([, count]) => count > 0),
    ),
    conditions: withConditions(
      deployment.status,
      [
        {
          type: 'Available',
          status: available ? 'True' : 'False',
          reason: available
            ? 'MinimumReplicasAvailable'
            : 'MinimumReplicasUnavailable',
          message: available
            ? 'Deployment has minimum availability.'
            : 'Deployment does not have minimum availability.',
        },
        progressing(state),
      ],
      { updateTime: true },
    ),
  };
}
