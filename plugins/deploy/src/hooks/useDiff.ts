import { useApi } from '@backstage/core-plugin-api';
import { EnvironmentDiff } from '@openportal/plugin-deploy-common';
import { deployApiRef } from '../api/deployApiRef';
import { LiveRead, useLiveRead } from './useLiveRead';

/** What lies between two versions never changes; which versions the environments have does. */
const INTERVAL_MS = 60_000;
const SIGNAL_SPACING_MS = 5_000;

/** What one environment of an entity lacks of another, live. Nothing is read until both are known. */
export function useDiff(
  entityRef: string,
  environments: { from: string; to: string } | undefined,
): LiveRead<EnvironmentDiff> {
  const api = useApi(deployApiRef);
  const { from, to } = environments ?? { from: '', to: '' };
  return useLiveRead<EnvironmentDiff>({
    key: environments && `${entityRef} ${from} ${to}`,
    read: ({ signal }) => api.getDiff(entityRef, { from, to, signal }),
    intervalMs: () => INTERVAL_MS,
    isAbout: signal =>
      signal.entityRef === entityRef && [from, to].includes(signal.environment),
    signalSpacingMs: SIGNAL_SPACING_MS,
  });
}
