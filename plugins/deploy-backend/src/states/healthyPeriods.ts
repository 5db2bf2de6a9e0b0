import { HealthStatus, isSameImage } from '@openportal/plugin-deploy-common';
import { StoredHealthyVersion } from './StoredState';

/** What a look at an environment found of the version that belongs there. */
export type SeenVersion = {
  /** What git says, with the digest that runs. */
  image: string;
  /** Whether that is what runs, in sync and healthy. */
  isHealthy: boolean;
  health: HealthStatus;
  /** Whether another version runs than git says. */
  drift?: boolean;
};

/** How long a version has been healthy in an environment, without a break. */
export type HealthyPeriod = {
  image: string;
  /** Whether it is healthy now. */
  isHealthy: boolean;
  /** Undefined: it failed since it was healthy last. */
  sinceMs?: number;
  /** When it failed, or another version replaced it. */
  untilMs?: number;
};

// A rollout and pods that are added make an environment progress again and again, without anything being wrong with it;
// not knowing is no failure either.
const FAILING: readonly HealthStatus[] = ['degraded', 'missing', 'suspended'];

/**
 * What a look changes about the periods of the versions of an environment. A period begins when a version is seen
 * healthy, ends when another version belongs there, and is void when the version fails, or when something else runs in
 * its place.
 */
export function followHealthy(
  known: readonly StoredHealthyVersion[],
  seen: SeenVersion,
  nowMs: number,
): HealthyPeriod[] {
  const isOpen = (version: StoredHealthyVersion) =>
    version.healthySinceMs !== undefined &&
    version.healthyUntilMs === undefined;
  // A manifest may name a tag, and what was healthy has a digest.
  const isSeen = (version: StoredHealthyVersion) =>
    isSameImage(version.image, seen.image);
  const open = known.filter(isOpen);
  const ended = open
    .filter(version => !isSeen(version))
    .map(({ image, healthySinceMs }) => ({
      image,
      isHealthy: false,
      sinceMs: healthySinceMs,
      untilMs: nowMs,
    }));
  if (seen.isHealthy) {
    const before = open.find(({ image }) => image === seen.image);
    const sinceMs = before?.healthySinceMs ?? nowMs;
    return [...ended, { image: seen.image, isHealthy: true, sinceMs }];
  }
  const isVoid = FAILING.includes(seen.health) || seen.drift === true;
  const voided = isVoid
    ? open
        .filter(isSeen)
        .map(({ image }) => ({ image, isHealthy: false, untilMs: nowMs }))
    : [];
  return [...ended, ...voided];
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
