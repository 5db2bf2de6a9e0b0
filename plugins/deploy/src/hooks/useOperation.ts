import { useApi } from '@backstage/core-plugin-api';
import {
  isFinalState,
  OperationResponse,
  OperationState,
} from '@openportal/plugin-deploy-common';
import { deployApiRef } from '../api/deployApiRef';
import { LiveRead, useLiveRead } from './useLiveRead';

const INTERVAL_MS = 2_000;
/** People take their time. */
const WAITING_INTERVAL_MS = 10_000;

/** Follows an operation until it is over. A failed read is tried again. */
export function useOperation(id: string): LiveRead<OperationResponse> {
  const api = useApi(deployApiRef);
  return useLiveRead<OperationResponse>({
    key: id,
    read: ({ signal }) => api.getOperation(id, { signal }),
    intervalMs: response => intervalOf(response?.operation.state),
    isAbout: (signal, response) =>
      signal.operationId === id ||
      (response !== undefined &&
        signal.entityRef === response.operation.entityRef &&
        signal.environment === response.operation.environment),
  });
}

function intervalOf(state: OperationState | undefined): number | 'never' {
  if (state !== undefined && isFinalState(state)) {
    return 'never';
  }
  return state === 'awaiting-approval' ? WAITING_INTERVAL_MS : INTERVAL_MS;
}
