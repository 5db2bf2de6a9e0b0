import { alertApiRef, useApi, useApiHolder } from '@backstage/core-plugin-api';
import { toastApiRef } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';

/** A short message about something that was just asked for. */
export type Notification = { title: string; description?: string };

const TIMEOUT_MS = 8_000;

/**
 * Shows a message for a while: as a toast, or as an alert where an app has no toasts. Never as a success: what was
 * asked for is not done yet.
 */
export function useNotify(): (notification: Notification) => void {
  const toastApi = useApiHolder().get(toastApiRef);
  const alertApi = useApi(alertApiRef);
  return useCallback(
    ({ title, description }: Notification) => {
      if (toastApi) {
        toastApi.post({
          title,
          description,
          status: 'info',
          timeout: TIMEOUT_MS,
        });
        return;
      }
      alertApi.post({
        message: [title, description].filter(Boolean).join('. '),
        severity: 'info',
        display: 'transient',
      });
    },
    [toastApi, alertApi],
  );
}
