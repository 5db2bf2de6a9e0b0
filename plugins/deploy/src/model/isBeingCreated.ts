import { DeploymentView } from '@openportal/plugin-deploy-common';

const HOUR_MS = 60 * 60 * 1000;

/** An application that has been healthy for so long is no longer new, whatever else there is to say about it. */
const HEALTHY_MS = HOUR_MS;

/** What was written so long ago and never got healthy is not on its way: something else is wrong with it. */
const WRITTEN_MS = 24 * HOUR_MS;

/**
 * Whether an application may still be on its way from the template to its users,
 * by what the Deploy tab knows anyway: no environment was ever healthy, or one
 * has just become so with its first version. Without an observer nobody would
 * ever say that it is healthy.
 */
export function isBeingCreated(
  view: Pick<DeploymentView, 'environments' | 'generatedAt' | 'observer'>,
): boolean {
  const { environments, observer } = view;
  if (observer === undefined || environments.length === 0) {
    return false;
  }
  const now = Date.parse(view.generatedAt);
  const healthy = environments.flatMap(({ state }) => state.lastHealthy ?? []);
  if (healthy.length === 0) {
    const written = environments.flatMap(
      ({ state }) => state.desired?.changedAt ?? [],
    );
    return written.every(at => now - Date.parse(at) < WRITTEN_MS);
  }
  const wasReplaced = environments.some(
    ({ state }) => state.previousHealthy !== undefined,
  );
  const oldest = Math.min(
    ...healthy.map(({ healthyAt }) => Date.parse(healthyAt)),
  );
  return !wasReplaced && now - oldest < HEALTHY_MS;
}
