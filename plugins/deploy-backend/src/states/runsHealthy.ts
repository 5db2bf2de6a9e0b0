import {
  EnvironmentState,
  isFixed,
  isSameImage,
  provesImage,
} from '@openportal/plugin-deploy-common';

/**
 * Whether this image is what git says and what runs, in sync and healthy. What is not known does not count: an image
 * that is fixed by a digest must run by that digest, whatever its tag means elsewhere. Age is another question.
 */
export function runsHealthy(state: EnvironmentState, image: string): boolean {
  const { desired, observed, health } = state;
  return (
    health === 'healthy' &&
    isInSync(state) &&
    desired !== undefined &&
    isSameImage(desired.image, image) &&
    observed?.image !== undefined &&
    provesImage(observed.image, desired.image) &&
    provesImage(observed.image, image)
  );
}

/** What git says, with the digest that runs where git names only a tag. */
export function desiredContent({
  desired,
  observed,
}: EnvironmentState): string | undefined {
  return desired !== undefined &&
    !isFixed(desired.image) &&
    observed?.image !== undefined &&
    provesImage(observed.image, desired.image)
    ? observed.image
    : desired?.image;
}

/** Whether the cluster has applied what git says, as far as its observer can tell that at all. */
export function isInSync({ sync, sources }: EnvironmentState): boolean {
  return (
    sync === 'synced' ||
    (sync === 'unknown' && sources.observed.comparesWithGit === false)
  );
}
