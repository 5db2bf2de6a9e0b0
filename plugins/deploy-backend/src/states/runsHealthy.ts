import {
  EnvironmentState,
  isSameImage,
} from '@openportal/plugin-deploy-common';

/** Whether this image is what runs, in sync with git and healthy. Age is another question. */
export function runsHealthy(state: EnvironmentState, image: string): boolean {
  return (
    state.health === 'healthy' &&
    state.sync !== 'out-of-sync' &&
    state.observed?.image !== undefined &&
    isSameImage(state.observed.image, image)
  );
}
