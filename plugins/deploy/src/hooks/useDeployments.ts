import { useApi } from '@backstage/core-plugin-api';
import { useSignal } from '@backstage/plugin-signals-react';
import {
  DEPLOY_SIGNAL_CHANNEL,
  DeploymentView,
  DeploySignal,
} from '@openportal/plugin-deploy-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { deployApiRef } from '../api/deployApiRef';

/** Signals make these reads rare; without signals they are what keeps the page true. */
const ACTIVE_INTERVAL_MS = 3_000;
const IDLE_INTERVAL_MS = 30_000;

/** What the Deploy tab knows. The last good view stays while a read fails. */
export type Deployments = {
  view?: DeploymentView;
  error?: Error;
  /** When the view was received. */
  receivedAt?: Date;
  reload: () => void;
};

/**
 * Reads the deployments of an entity: at once, when a signal says that they
 * changed, and now and then while the page is visible.
 */
export function useDeployments(entityRef: string): Deployments {
  const api = useApi(deployApiRef);
  const { lastSignal } = useSignal<DeploySignal>(DEPLOY_SIGNAL_CHANNEL);
  const [result, setResult] = useState<Omit<Deployments, 'reload'>>({});
  const latest = useRef<AbortController>();

  const reload = useCallback(() => {
    latest.current?.abort();
    const controller = new AbortController();
    latest.current = controller;
    api.getDeployments(entityRef, { signal: controller.signal }).then(
      view => {
        if (!controller.signal.aborted) {
          setResult({ view, receivedAt: new Date() });
        }
      },
      error => {
        if (!controller.signal.aborted) {
          setResult(previous => ({ ...previous, error }));
        }
      },
    );
  }, [api, entityRef]);

  useEffect(() => {
    reload();
    return () => latest.current?.abort();
  }, [reload]);

  useEffect(() => {
    if (lastSignal?.entityRef === entityRef) {
      reload();
    }
  }, [lastSignal, entityRef, reload]);

  const isActive = result.view?.environments.some(
    ({ activeOperation }) => activeOperation !== undefined,
  );
  useEffect(() => {
    const timer = setInterval(
      () => {
        if (!document.hidden) {
          reload();
        }
      },
      isActive ? ACTIVE_INTERVAL_MS : IDLE_INTERVAL_MS,
    );
    return () => clearInterval(timer);
  }, [isActive, reload]);

  return { ...result, reload };
}
