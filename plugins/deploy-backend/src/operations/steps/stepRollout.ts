import { isSameImage, provesImage } from '@openportal/plugin-deploy-common';
import {
  DesiredState,
  DesiredVersion,
  Observation,
  ObserverCapabilities,
} from '@openportal/plugin-deploy-node';
import { callPort, READ_TIMEOUT_MS } from '../../adapters/callPort';
import { findRunningImage } from '../../states/toEnvironmentState';
import { OperationRecord } from '../OperationRecord';
import { followJob } from './followJob';
import { isOverdue, moveTo, Step, StepOutcome, waitFor } from './Step';

// A git host may answer a read with what was true a moment ago.
const DIVERGENCE_GRACE_MS = 15_000;
// While the cluster takes the change up, git is looked at this often; and always before success is believed.
const GIT_LOOK_MS = 15_000;
// What is forgotten with the end of a rollout.
const NOTHING_SEEN = {
  degradedSince: undefined,
  divergedSince: undefined,
  unconfirmedSince: undefined,
};
// A cluster that shows nothing of the image so soon has an older revision: its history need not be asked for.
const EARLY_MS = 30_000;

/**
 * Follows the change until it runs. A merge is not success: only the cluster's word that the requested
 * image is healthy, at our commit or after it.
 */
export const stepRollout: Step = async (record, context) => {
  const { operation, settings } = record;
  const { target } = settings;
  const desiredState = context.adapters.desiredState(settings.strategy);
  const observer = context.adapters.observer(settings.observer);
  const job = await followJob(record, context, desiredState);
  if (job) {
    return job;
  }
  let desired: DesiredVersion | undefined;
  let observation: Observation;
  let look: GitLook = 'head';
  try {
    observation = await callPort(
      `The adapter '${observer.id}'`,
      READ_TIMEOUT_MS,
      signal => observer.observe(target, { signal }),
    );
    look = chooseGitLook(record, observation, context.nowMs);
    const wrote = look === 'own-write' ? operation.change?.commit : undefined;
    desired =
      look === 'none'
        ? undefined
        : await callPort(
            `The adapter '${desiredState.id}'`,
            READ_TIMEOUT_MS,
            signal => desiredState.read(target, { signal, wrote }),
          );
  } catch (error) {
    if (isOverdue(record, context.nowMs)) {
      return moveTo('timed-out', {
        reason: `The change is in git, but it is not known what runs: ${String(
          error,
        )}`,
      });
    }
    throw error;
  }

  const arrived = await hasArrived(
    record,
    desiredState,
    observation,
    context.nowMs,
  );
  const verdict = judgeRollout({
    record,
    desired,
    looked: look !== 'none',
    observation,
    arrived,
    capabilities: observer.capabilities,
    nowMs: context.nowMs,
    degradedGraceMs: context.config.degradedGraceMs,
    pollIntervalMs: context.config.worker.pollIntervalMs,
  });
  if (verdict.kind === 'wait' && isOverdue(record, context.nowMs)) {
    return moveTo('timed-out', {
      reason: `'${
        operation.to.version
      }' did not become healthy in time. ${describe(observation)}`,
    });
  }
  return verdict;
};

/** How git is looked at: its head, what this operation has just written there, or not at all. */
type GitLook = 'head' | 'own-write' | 'none';

/** Whether git must be asked again: not at each look at a cluster that has nothing to show yet. */
function chooseGitLook(
  { operation, progress }: OperationRecord,
  observation: Observation,
  nowMs: number,
): GitLook {
  const mayBeDone =
    observation.health === 'healthy' &&
    showsImage(observation, operation.to.image);
  if (mayBeDone) {
    return 'head';
  }
  if (progress.unconfirmedSince === undefined) {
    return 'own-write';
  }
  return nowMs - progress.unconfirmedSince >= GIT_LOOK_MS ? 'head' : 'none';
}

function showsImage(observation: Observation, image: string): boolean {
  return observation.images.some(running => isSameImage(running, image));
}

/** Whether the cluster has our commit. Undefined where nobody can tell. */
async function hasArrived(
  record: OperationRecord,
  desiredState: DesiredState,
  observation: Observation,
  nowMs: number,
): Promise<boolean | undefined> {
  const commit = record.operation.change?.commit;
  const { revision } = observation;
  if (commit === undefined || revision === undefined) {
    return undefined;
  }
  if (revision === commit) {
    return true;
  }
  if (
    nowMs - Date.parse(record.operation.updatedAt) < EARLY_MS &&
    !showsImage(observation, record.operation.to.image)
  ) {
    return false;
  }
  return callPort(`The adapter '${desiredState.id}'`, READ_TIMEOUT_MS, signal =>
    desiredState.contains(
      record.settings.target,
      { revision, commit },
      { signal },
    ),
  );
}

/** What an observation means for the operation. */
export function judgeRollout(facts: {
  record: OperationRecord;
  desired: DesiredVersion | undefined;
  /** Whether git was asked: where not, it said a moment ago what the operation wrote. Defaults to true. */
  looked?: boolean;
  observation: Observation;
  /** Whether the applied revision contains our commit, where that can be told. */
  arrived: boolean | undefined;
  capabilities: ObserverCapabilities;
  nowMs: number;
  degradedGraceMs: number;
  pollIntervalMs: number;
}): StepOutcome {
  const { record, desired, observation, nowMs } = facts;
  const { operation, progress, settings } = record;
  const image = operation.to.image;

  // A job need not remember what it deployed, nor write a commit that a cluster could be at.
  const isJob = record.changeRef?.kind === 'job';
  const looked = facts.looked ?? true;
  const diverged =
    looked &&
    // By the tag, as some desired states hold no digest. That the digest runs is what the cluster is asked for.
    (desired === undefined ? !isJob : !isSameImage(desired.image, image));
  const divergedSince = diverged ? progress.divergedSince ?? nowMs : undefined;
  const unconfirmedSince =
    looked && !diverged ? nowMs : progress.unconfirmedSince;
  // Since when something else may be there: what git said so after it had confirmed ours is no stale answer.
  const since =
    divergedSince === undefined
      ? undefined
      : Math.min(divergedSince, unconfirmedSince ?? divergedSince);
  if (since !== undefined && nowMs - since >= DIVERGENCE_GRACE_MS) {
    return moveTo('superseded', {
      reason: desired
        ? `Git now says '${desired.image}': somebody changed '${operation.environment}' after this operation`
        : `Git says nothing about '${operation.environment}' any more`,
    });
  }

  const running = findRunningImage(
    observation.images,
    settings.target.imageRepository ?? image,
  );
  const runs = running !== undefined && provesImage(running, image);
  // Where the observer knows revisions, one that lacks our commit is an old truth, however healthy.
  const knowsRevision = facts.capabilities.revision && !isJob;
  const applied = knowsRevision
    ? facts.arrived === true
    : facts.arrived !== false;
  const inSync =
    observation.sync === 'synced' ||
    (observation.sync === 'unknown' && !knowsRevision);
  if (
    !diverged &&
    applied &&
    inSync &&
    runs &&
    observation.health === 'healthy'
  ) {
    return moveTo('succeeded', {
      reason: `'${operation.to.version}' runs healthy in '${operation.environment}'`,
      progress: { ...progress, ...NOTHING_SEEN },
    });
  }

  const degraded =
    applied &&
    (observation.health === 'degraded' || observation.health === 'missing');
  const degradedSince = degraded ? progress.degradedSince ?? nowMs : undefined;
  if (
    degradedSince !== undefined &&
    nowMs - degradedSince >= facts.degradedGraceMs
  ) {
    return moveTo('failed', {
      reason: `'${operation.to.version}' does not become healthy. ${describe(
        observation,
      )}`,
    });
  }

  const update = {
    // What was approved stays with the operation.
    progress: { ...progress, degradedSince, divergedSince, unconfirmedSince },
    reason: applied
      ? `The cluster has the change. ${describe(observation)}`
      : `Waiting until the cluster takes the change up${explainWait(
          observation,
        )}`,
  };
  return operation.state === 'committed' && applied
    ? moveTo('progressing', update)
    : waitFor(facts.pollIntervalMs, update);
}

/** What the observer says while it has an older revision. */
function explainWait({ message, sync }: Observation): string {
  const said =
    message ?? (sync === 'out-of-sync' ? 'it says that it is out of sync' : '');
  return said === '' ? '' : `: ${said}`;
}

function describe(observation: Observation): string {
  return `The cluster says '${observation.health}'${
    observation.message === undefined ? '' : `: ${observation.message}`
  }`;
}
