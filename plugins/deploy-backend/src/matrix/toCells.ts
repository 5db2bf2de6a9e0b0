import {
  EnvironmentState,
  HealthStatus,
  isSameImage,
  SyncStatus,
} from '@openportal/plugin-deploy-common';

/** One environment of an application, as the matrix keeps it. Moments are milliseconds of the database's clock. */
export type Cell = {
  environment: string;
  position: number;
  version?: string;
  image?: string;
  observedVersion?: string;
  health: HealthStatus;
  sync: SyncStatus;
  drift?: boolean;
  observedAtMs?: number;
  sinceMs?: number;
  waitingVersion?: string;
  waitingSinceMs?: number;
  error?: string;
};

/** What was kept of an environment before. */
export type EarlierCell = Pick<
  Cell,
  'environment' | 'image' | 'waitingSinceMs'
>;

/**
 * The environments of an application as cells of the matrix. A change waits where the environment before has another
 * version, unless somebody rolled back from that version; it waits since the first version came there that did not
 * go on, and not since the newest.
 */
export function toCells(facts: {
  /** In order of promotion. */
  states: readonly EnvironmentState[];
  earlier: readonly EarlierCell[];
  isBad: (environment: string, image: string) => boolean;
  nowMs: number;
}): Cell[] {
  const { states, earlier, isBad, nowMs } = facts;
  return states.map((state, position): Cell => {
    const image = state.desired?.image;
    const source = position === 0 ? undefined : states[position - 1];
    const waiting = waitingVersion(source, state, isBad);
    const before = earlier.find(
      ({ environment }) => environment === state.environment,
    );
    const waitedBefore =
      before?.image !== undefined &&
      image !== undefined &&
      isSameImage(before.image, image)
        ? before.waitingSinceMs
        : undefined;
    return {
      environment: state.environment,
      position,
      version: state.desired?.version,
      image,
      observedVersion: state.observed?.version,
      health: state.health,
      sync: state.sync,
      drift: state.drift,
      observedAtMs: toMs(state.observedAt),
      sinceMs: sinceMs(state),
      waitingVersion: waiting?.version,
      waitingSinceMs:
        waiting && source
          ? Math.min(
              waitedBefore ?? Number.MAX_SAFE_INTEGER,
              sinceMs(source) ?? nowMs,
            )
          : undefined,
      error: state.sources.desired.error ?? state.sources.observed.error,
    };
  });
}

function waitingVersion(
  source: EnvironmentState | undefined,
  target: EnvironmentState,
  isBad: (environment: string, image: string) => boolean,
): { version: string; image: string } | undefined {
  const from = source?.desired;
  const to = target.desired;
  return from !== undefined &&
    to !== undefined &&
    !isSameImage(from.image, to.image) &&
    !isBad(target.environment, from.image)
    ? from
    : undefined;
}

/** When the version came there: as git says, else when it was first seen healthy. */
function sinceMs(state: EnvironmentState): number | undefined {
  const { desired, lastHealthy } = state;
  if (desired === undefined) {
    return undefined;
  }
  return (
    toMs(desired.changedAt) ??
    (lastHealthy && isSameImage(lastHealthy.image, desired.image)
      ? toMs(lastHealthy.healthyAt)
      : undefined)
  );
}

function toMs(iso: string | undefined): number | undefined {
  const milliseconds = iso === undefined ? NaN : Date.parse(iso);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
