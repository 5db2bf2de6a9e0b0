import { alertApiRef, useApi, useApiHolder } from '@backstage/core-plugin-api';
import { toastApiRef } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';

/** A short message about something that was just done. */
export type Notification = {
  title: string;
  description?: string;
  status: 'success' | 'danger';
};

const TIMEOUT_MS = 8_000;

/** Shows a message for a while: as a toast, or as an alert where an app has no toasts. */
export function useNotify(): (notification: Notification) => void {
  const toastApi = useApiHolder().get(toastApiRef);
  const alertApi = useApi(alertApiRef);
  return useCallback(
    ({ title, description, status }: Notification) => {
      if (toastApi) {
        toastApi.post({ title, description, status, timeout: TIMEOUT_MS });
        return;
      }
      alertApi.post({
        message: [title, description].filter(Boolean).join(': '),
        severity: status === 'success' ? 'success' : 'error',
        display: 'transient',
      });
    },
    [toastApi, alertApi],
  );
}
