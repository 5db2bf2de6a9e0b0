import { DeploymentView } from '@openportal/plugin-deploy-common';

/** An application that has been healthy for so long is no longer new, whatever else there is to say about it. */
const NEW_MS = 60 * 60 * 1000;

/**
 * Whether an application may still be on its way from the template to its users,
 * by what the Deploy tab knows anyway: no environment was ever healthy, or one
 * has just become so with its first version.
 */
export function isBeingCreated(
  view: Pick<DeploymentView, 'environments' | 'generatedAt'>,
): boolean {
  const healthy = view.environments.flatMap(
    ({ state }) => state.lastHealthy ?? [],
  );
  if (healthy.length === 0) {
    return view.environments.length > 0;
  }
  const wasReplaced = view.environments.some(
    ({ state }) => state.previousHealthy !== undefined,
  );
  const oldest = Math.min(
    ...healthy.map(({ healthyAt }) => Date.parse(healthyAt)),
  );
  return !wasReplaced && Date.parse(view.generatedAt) - oldest < NEW_MS;
}
