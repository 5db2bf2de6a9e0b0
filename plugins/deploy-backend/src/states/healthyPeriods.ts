import { HealthStatus, isSameImage } from '@openportal/plugin-deploy-common';
import { StoredHealthyVersion } from './StoredState';

/** What a look at an environment found of the version that belongs there. */
export type SeenVersion = {
  /** What git says, with the digest that runs. */
  image: string;
  /** Whether that is what runs, in sync and healthy. */
  isHealthy: boolean;
  health: HealthStatus;
};

/** How long a version has been healthy in an environment, without a break. */
export type HealthyPeriod = {
  image: string;
  /** Whether it is healthy now. */
  isHealthy: boolean;
  /** Undefined: it failed since it was healthy last. */
  sinceMs?: number;
  /** When another version replaced it. */
  untilMs?: number;
};

// A rollout and pods that are added make an environment progress again and again, without anything being wrong with it;
// not knowing is no failure either.
const FAILING: readonly HealthStatus[] = ['degraded', 'missing', 'suspended'];

/**
 * What a look changes about the periods of the versions of an environment. A period begins when a version is seen
 * healthy, ends when another version belongs there, and is void when the version fails.
 */
export function followHealthy(
  known: readonly StoredHealthyVersion[],
  seen: SeenVersion,
  nowMs: number,
): HealthyPeriod[] {
  const replaced = known.filter(
    version =>
      !isSameImage(version.image, seen.image) &&
      version.healthySinceMs !== undefined &&
      version.healthyUntilMs === undefined,
  );
  const before = known.find(({ image }) => image === seen.image);
  return [
    ...replaced.map(({ image, healthySinceMs }) => ({
      image,
      isHealthy: false,
      sinceMs: healthySinceMs,
      untilMs: nowMs,
    })),
    ...periodOf(before, seen, nowMs),
  ];
}

function periodOf(
  before: StoredHealthyVersion | undefined,
  { image, isHealthy, health }: SeenVersion,
  nowMs: number,
): HealthyPeriod[] {
  if (isHealthy) {
    const goesOn = before && before.healthyUntilMs === undefined;
    const sinceMs = (goesOn ? before.healthySinceMs : undefined) ?? nowMs;
    return [{ image, isHealthy, sinceMs }];
  }
  return before?.healthySinceMs !== undefined && FAILING.includes(health)
    ? [{ image, isHealthy }]
    : [];
}

/**
 * Since when a version has been healthy, for a soak time: while it is, or for as long as it was until another one
 * replaced it. Undefined where that was not seen, or not for so long.
 */
export function soakedSince(
  version: StoredHealthyVersion | undefined,
  soakSeconds: number,
): Date | undefined {
  const { healthySinceMs: sinceMs, healthyUntilMs: untilMs } = version ?? {};
  return sinceMs === undefined ||
    (untilMs !== undefined && untilMs - sinceMs < soakSeconds * 1000)
    ? undefined
    : new Date(sinceMs);
}
