import { useApi } from '@backstage/core-plugin-api';
import { DeploymentView } from '@openportal/plugin-deploy-common';
import { useCallback, useRef } from 'react';
import { deployApiRef } from '../api/deployApiRef';
import { LiveRead, useLiveRead } from './useLiveRead';

/** Signals make these reads rare; without signals they are what keeps the page true. */
const ACTIVE_INTERVAL_MS = 3_000;
/** People take their time, and many pages may be open meanwhile. */
const WAITING_INTERVAL_MS = 15_000;
const IDLE_INTERVAL_MS = 30_000;

/** A change reaches every environment one after the other; they are read together. */
const SIGNAL_SPACING_MS = 1_000;

/** What the Deploy tab knows. The last good view stays while a read fails. */
export type Deployments = LiveRead<DeploymentView> & {
  /** Has the sources read first. */
  refresh: () => void;
};

/**
 * Reads the deployments of an entity: at once, when a signal says that they
 * changed, and now and then while the page is visible.
 */
export function useDeployments(entityRef: string): Deployments {
  const api = useApi(deployApiRef);
  const isRefresh = useRef(false);
  const live = useLiveRead<DeploymentView>({
    key: entityRef,
    read: ({ signal }) => {
      const refresh = isRefresh.current || undefined;
      isRefresh.current = false;
      return api.getDeployments(entityRef, { signal, refresh });
    },
    intervalMs: view => (view ? intervalOf(view) : IDLE_INTERVAL_MS),
    isAbout: signal => signal.entityRef === entityRef,
    signalSpacingMs: SIGNAL_SPACING_MS,
  });
  const { reload } = live;
  const refresh = useCallback(() => {
    isRefresh.current = true;
    reload();
  }, [reload]);
  return { ...live, refresh };
}

function intervalOf(view: DeploymentView): number {
  const states = view.environments.flatMap(
    ({ activeOperation }) => activeOperation?.state ?? [],
  );
  if (states.length === 0) {
    return IDLE_INTERVAL_MS;
  }
  return states.every(state => state === 'awaiting-approval')
    ? WAITING_INTERVAL_MS
    : ACTIVE_INTERVAL_MS;
}
