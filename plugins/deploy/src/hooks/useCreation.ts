import { useApi } from '@backstage/core-plugin-api';
import { CreationProgress } from '@openportal/plugin-deploy-common';
import { deployApiRef } from '../api/deployApiRef';
import { LiveRead, useLiveRead } from './useLiveRead';

/** While a phase is under way, or the catalog does not know the application yet. */
const RUNNING_INTERVAL_MS = 5_000;
/** What waits tells by a signal when it goes on, if it is of the portal. */
const WAITING_INTERVAL_MS = 30_000;
const SIGNAL_SPACING_MS = 2_000;

/** How far a new application has come, read until it is there. Nothing is read without a reference. */
export function useCreation(
  entityRef: string | undefined,
): LiveRead<CreationProgress> {
  const api = useApi(deployApiRef);
  return useLiveRead<CreationProgress>({
    key: entityRef,
    read: ({ signal }) => api.getCreation(entityRef ?? '', { signal }),
    intervalMs: intervalOf,
    isAbout: (signal, progress) =>
      signal.entityRef === entityRef && !progress?.complete,
    signalSpacingMs: SIGNAL_SPACING_MS,
  });
}

function intervalOf(progress: CreationProgress | undefined): number | 'never' {
  if (progress?.complete) {
    return 'never';
  }
  return progress === undefined ||
    progress.phases.some(({ state }) => state === 'running')
    ? RUNNING_INTERVAL_MS
    : WAITING_INTERVAL_MS;
}
