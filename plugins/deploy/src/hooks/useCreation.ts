import { useApi } from '@backstage/core-plugin-api';
import { CreationProgress } from '@openportal/plugin-deploy-common';
import { deployApiRef } from '../api/deployApiRef';
import { LiveRead, useLiveRead } from './useLiveRead';

const INTERVAL_MS = 5_000;
const SIGNAL_SPACING_MS = 2_000;

/** How far a new application has come, read until it is there. Nothing is read without a reference. */
export function useCreation(
  entityRef: string | undefined,
): LiveRead<CreationProgress> {
  const api = useApi(deployApiRef);
  return useLiveRead<CreationProgress>({
    key: entityRef,
    read: ({ signal }) => api.getCreation(entityRef ?? '', { signal }),
    intervalMs: progress => (progress?.complete ? 'never' : INTERVAL_MS),
    isAbout: (signal, progress) =>
      signal.entityRef === entityRef && !progress?.complete,
    signalSpacingMs: SIGNAL_SPACING_MS,
  });
}
