import { HealthStatus, provesImage } from '@openportal/plugin-deploy-common';
import { currentPods, isLive } from './currentPods';
import {
  Workload,
  findCondition,
  parsePod,
  parseWorkload,
} from './parseWorkload';
import {
  ContainerImage,
  appContainers,
  containerImages,
  runsWanted,
} from './podImages';
import { rolloutLag, wantedPods } from './rolloutLag';
import { whyStuck } from './stuckPods';

/**
 * What {@link judgeWorkload} looks at.
 *
 * @public
 */
export type WorkloadFacts = {
  /** A Deployment, StatefulSet or DaemonSet of `apps/v1`, as the cluster gives it. */
  workload: unknown;
  /** The pods that its selector finds, as the cluster gives them. */
  pods: readonly unknown[];
  now: Date;
  /** Name of the container that is the application. Undefined: told by `imageRepository`. */
  container?: string;
  /** Image repository of the application, without tag. Undefined: every container of the template. */
  imageRepository?: string;
  /** Image that must run. Undefined: the one that the template of the workload names. */
  wantedImage?: string;
  /** How long a pod may fail to start before that counts as a failure. Defaults to 30 seconds. */
  stuckAfterMilliseconds?: number;
};

/**
 * How a workload is doing. `phase` tells more than `health` has words for.
 *
 * @public
 */
export type WorkloadHealth = {
  phase:
    | 'terminating'
    | 'progressing'
    | 'failed'
    | 'paused'
    | 'empty'
    | 'healthy'
    | 'unknown';
  health: HealthStatus;
  /** Why it is not healthy, in words for people. */
  message?: string;
  /** What the containers of the application run, each once, with the digest where the cluster knows it. */
  images: string[];
  /** Whether it has containers of the application at all. */
  hasApp: boolean;
};

const DEFAULT_STUCK_MILLISECONDS = 30_000;

const healthOfPhase: Record<WorkloadHealth['phase'], HealthStatus> = {
  terminating: 'progressing',
  progressing: 'progressing',
  failed: 'degraded',
  paused: 'suspended',
  empty: 'suspended',
  healthy: 'healthy',
  unknown: 'unknown',
};

/**
 * Tells how a workload of Kubernetes is doing. The order decides: terminating, not yet observed, failed, paused,
 * rolling out, and healthy only where all that is wanted is available and every container of the application runs the
 * wanted image, by its digest where there is one. What a cluster does not say is never taken for good.
 *
 * @remarks
 *
 * After `kubectl rollout status` (k8s.io/kubectl, `pkg/polymorphichelpers/rollout_status.go`), the status library of
 * Flux (sigs.k8s.io/cli-utils, `pkg/kstatus`) and the health checks of Argo CD (`gitops-engine/pkg/health`). Those look
 * at the workload alone; a pod that cannot pull its image is known there only when the progress deadline is over, and
 * that another image runs under the same tag not at all.
 *
 * @param facts - the workload, its pods, and which of their containers are the application
 * @returns never throws: what is no workload is `unknown`
 * @public
 */
export function judgeWorkload(facts: WorkloadFacts): WorkloadHealth {
  const workload = parseWorkload(facts.workload);
  if (!workload) {
    return {
      phase: 'unknown',
      health: 'unknown',
      message: 'It is no Deployment, StatefulSet or DaemonSet that can be read',
      images: [],
      hasApp: false,
    };
  }
  const pods = facts.pods.flatMap(pod => parsePod(pod) ?? []).filter(isLive);
  const images = pods.flatMap(pod => containerImages(workload, pod, facts));
  const verdict = judge(workload, facts, {
    stuck: findStuck(workload, pods, facts),
    images,
    pods: pods.length,
  });
  const name = `${workload.kind} '${workload.metadata.name}'`;
  return {
    phase: verdict.phase,
    health: healthOfPhase[verdict.phase],
    message: verdict.message && `${name}: ${verdict.message}`,
    images: [...new Set(images.flatMap(({ running }) => running ?? []))],
    hasApp: appContainers(workload, facts).length > 0,
  };
}

function findStuck(
  workload: Workload,
  pods: Parameters<typeof currentPods>[1],
  facts: WorkloadFacts,
): string | undefined {
  for (const pod of currentPods(workload, pods)) {
    const reason = whyStuck(pod, {
      now: facts.now,
      stuckAfterMilliseconds:
        facts.stuckAfterMilliseconds ?? DEFAULT_STUCK_MILLISECONDS,
    });
    if (reason) {
      return reason;
    }
  }
  return undefined;
}

type Verdict = Pick<WorkloadHealth, 'phase' | 'message'>;

function judge(
  workload: Workload,
  facts: WorkloadFacts,
  seen: { stuck?: string; images: ContainerImage[]; pods: number },
): Verdict {
  const { metadata, spec, status } = workload;
  if (metadata.deletionTimestamp !== undefined) {
    return { phase: 'terminating', message: 'it is being deleted' };
  }
  if (
    status?.observedGeneration === undefined ||
    metadata.generation === undefined ||
    status.observedGeneration < metadata.generation
  ) {
    return {
      phase: 'progressing',
      message: 'its controller has not seen the last change yet',
    };
  }
  const failure = failedCondition(workload) ?? seen.stuck;
  if (failure) {
    return { phase: 'failed', message: failure };
  }
  if (spec.paused) {
    return {
      phase: 'paused',
      message: 'its rollout is paused; resume it to go on',
    };
  }
  const lag = rolloutLag(workload);
  if (lag) {
    return { phase: 'progressing', message: lag };
  }
  if (wantedPods(workload) === 0) {
    return { phase: 'empty', message: 'it is scaled to zero: nothing runs' };
  }
  const available = findCondition(status.conditions, 'Available');
  if (available && available.status !== 'True') {
    return {
      phase: 'progressing',
      message: available.message ?? 'it is not available yet',
    };
  }
  return judgeImages(workload, facts, seen);
}

function failedCondition({ status }: Workload): string | undefined {
  const progressing = findCondition(status?.conditions, 'Progressing');
  if (
    progressing?.status === 'False' &&
    progressing.reason === 'ProgressDeadlineExceeded'
  ) {
    return `ProgressDeadlineExceeded: ${
      progressing.message ?? 'its rollout takes too long'
    }`;
  }
  const stalled = findCondition(status?.conditions, 'Stalled');
  if (stalled?.status === 'True') {
    return `Stalled: ${stalled.message ?? stalled.reason ?? 'no reason given'}`;
  }
  // Says that pods cannot even be made, for example for a quota.
  const replicas = findCondition(status?.conditions, 'ReplicaFailure');
  return replicas?.status === 'True'
    ? `${replicas.reason ?? 'ReplicaFailure'}: ${
        replicas.message ?? 'its pods cannot be created'
      }`
    : undefined;
}

function judgeImages(
  workload: Workload,
  facts: WorkloadFacts,
  { images, pods }: { images: ContainerImage[]; pods: number },
): Verdict {
  const { wantedImage, container } = facts;
  if (
    container !== undefined &&
    !workload.spec.template.spec.containers.some(
      ({ name }) => name === container,
    )
  ) {
    return {
      phase: 'unknown',
      message: `it has no container '${container}'; correct the annotation openportal.dev/container`,
    };
  }
  const wrong = images.find(
    image =>
      !runsWanted(image) ||
      (wantedImage !== undefined &&
        !provesImage(image.running ?? '', wantedImage)),
  );
  if (wrong) {
    return {
      phase: 'progressing',
      message: wrong.running
        ? `container '${wrong.container}' still runs '${wrong.running}'`
        : `container '${wrong.container}' does not run yet`,
    };
  }
  // A workload without a container of the application has only its counts to be judged by.
  return pods < wantedPods(workload) &&
    appContainers(workload, facts).length > 0
    ? { phase: 'progressing', message: 'not all of its pods are known yet' }
    : { phase: 'healthy' };
}
