import {
  canonicalRepository,
  isFixed,
  DeploymentLink,
  EnvironmentState,
  HealthyVersion,
  isSameImage,
  provesImage,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { toDeployedVersion } from '../database/toOperationRecord';
import { StoredHealthyVersion, StoredState } from './StoredState';

/** What is known of an environment, out of what its sources said last. */
export function toEnvironmentState(options: {
  target: DeployTarget;
  url?: string;
  strategy?: string;
  observer?: string;
  comparesWithGit?: boolean;
  stored?: StoredState;
  healthy: readonly StoredHealthyVersion[];
  nowMs: number;
  staleAfterMs: number;
}): EnvironmentState {
  const { target, stored } = options;
  const { desired, observed: observation } = stored ?? {};
  const runningImage =
    observation &&
    findRunningImage(
      observation.images,
      target.imageRepository ?? repositoryOf(desired?.image),
    );
  // The manifest names tag and digest, while a cluster may know the digest only. A manifest that names no digest
  // takes none away.
  const observedImage =
    runningImage !== undefined &&
    desired !== undefined &&
    isFixed(desired.image) &&
    provesImage(runningImage, desired.image)
      ? desired.image
      : runningImage;
  const [lastHealthy, previousHealthy] = lastHealthyVersions(options.healthy);
  const staleAfterMs =
    stored?.observedAtMs === undefined
      ? undefined
      : stored.observedAtMs + options.staleAfterMs;

  return {
    entityRef: target.entityRef,
    environment: target.environment,
    desired: desired && {
      ...toDeployedVersion(desired.image),
      revision: desired.revision,
      template: desired.template,
      changedAt: desired.changedBy?.at,
      changedBy: desired.changedBy?.author,
      url: desired.url,
    },
    observed: observation && {
      ...(observedImage !== undefined && toDeployedVersion(observedImage)),
      revision: observation.revision,
    },
    sync: observation?.sync ?? 'unknown',
    health: observation?.health ?? 'unknown',
    drift: hasDrifted(desired?.image, observedImage),
    message: observation?.message,
    lastHealthy,
    previousHealthy,
    observedAt: toIso(stored?.observedAtMs),
    staleAfter: toIso(staleAfterMs),
    stale: staleAfterMs === undefined || options.nowMs >= staleAfterMs,
    sources: {
      desired: {
        adapter: options.strategy,
        readAt: toIso(stored?.desiredAtMs),
        error: stored?.desiredError,
      },
      observed: {
        adapter: options.observer,
        readAt: toIso(stored?.observedAtMs),
        error: stored?.observedError,
        comparesWithGit: options.comparesWithGit,
      },
    },
    links: linksOf(options.url, observation?.links ?? [], desired?.url),
  };
}

/**
 * The one image of the application that runs, or undefined where none or several do: two at once means
 * that a rollout is under way.
 */
export function findRunningImage(
  images: readonly string[],
  repository: string | undefined,
): string | undefined {
  const wanted = repository && repositoryOf(repository);
  const own =
    wanted === undefined
      ? [...images]
      : images.filter(image => repositoryOf(image) === wanted);
  const distinct = own.filter(
    (image, index) =>
      !own.slice(0, index).some(earlier => isSameImage(earlier, image)),
  );
  if (distinct.length !== 1) {
    return undefined;
  }
  // Of several spellings the one with the digest tells most.
  return own.find(image => image.includes('@')) ?? own[0];
}

/** Whether something else runs than git says; undefined where that is not known. */
function hasDrifted(
  desired: string | undefined,
  observed: string | undefined,
): boolean | undefined {
  if (desired === undefined || observed === undefined) {
    return undefined;
  }
  if (provesImage(observed, desired)) {
    return false;
  }
  // The same tag without the digest proves neither.
  return isSameImage(observed, desired) ? undefined : true;
}

/** The newest healthy version, and the newest of another content before it. */
export function lastHealthyVersions(
  healthy: readonly StoredHealthyVersion[],
): [HealthyVersion | undefined, HealthyVersion | undefined] {
  const sorted = [...healthy].sort(
    (a, b) => b.lastHealthyAtMs - a.lastHealthyAtMs,
  );
  const last = sorted.at(0);
  const previous =
    last && sorted.find(version => !isSameImage(version.image, last.image));
  return [
    last && toHealthyVersion(last),
    previous && toHealthyVersion(previous),
  ];
}

function toHealthyVersion(version: StoredHealthyVersion): HealthyVersion {
  return {
    ...toDeployedVersion(version.image),
    healthyAt: new Date(version.firstHealthyAtMs).toISOString(),
    since:
      version.healthyUntilMs === undefined
        ? toIso(version.healthySinceMs)
        : undefined,
  };
}

function repositoryOf(image: string | undefined): string | undefined {
  const reference =
    image === undefined ? undefined : tryParseImageReference(image);
  return reference && canonicalRepository(reference);
}

function linksOf(
  url: string | undefined,
  observed: DeploymentLink[],
  desiredUrl: string | undefined,
): DeploymentLink[] {
  return [
    ...(url === undefined
      ? []
      : [{ title: 'Application', url, kind: 'app' as const }]),
    ...observed,
    ...(desiredUrl === undefined
      ? []
      : [{ title: 'Desired state', url: desiredUrl, kind: 'commit' as const }]),
  ].filter(link => /^https?:\/\//.test(link.url));
}

function toIso(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined
    ? undefined
    : new Date(milliseconds).toISOString();
}
