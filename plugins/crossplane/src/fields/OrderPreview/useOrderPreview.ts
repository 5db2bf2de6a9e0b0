import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import {
  OrderPreview,
  OrderPreviewRequest,
} from '@openportal/plugin-crossplane-common';
import { useCallback, useEffect, useState } from 'react';
import { crossplaneApiRef } from '../../api/crossplaneApiRef';

/** Long enough to wait for the end of a word, short enough not to be noticed. */
const SETTLE_MS = 300;

/** What the portal says about an order. */
export type OrderPreviewState =
  | { status: 'incomplete' }
  | { status: 'pending' }
  | { status: 'failed'; error: Error }
  | { status: 'read'; preview: OrderPreview };

/** Asks what an order would do, and again when it has changed and rested for a moment. */
export function useOrderPreview(request: OrderPreviewRequest | undefined): {
  state: OrderPreviewState;
  retry: () => void;
} {
  const api = useApi(crossplaneApiRef);
  const [state, setState] = useState<OrderPreviewState>({ status: 'pending' });
  const [attempt, setAttempt] = useState(0);
  // Forms make new objects all the time; only a change of what is in them counts.
  const key = request && JSON.stringify(request);
  useEffect(() => {
    if (key === undefined) {
      setState({ status: 'incomplete' });
      return undefined;
    }
    setState({ status: 'pending' });
    const controller = new AbortController();
    const settle = (next: OrderPreviewState) => {
      if (!controller.signal.aborted) {
        setState(next);
      }
    };
    const timer = setTimeout(() => {
      api.previewOrder(JSON.parse(key), { signal: controller.signal }).then(
        preview => settle({ status: 'read', preview }),
        error => settle({ status: 'failed', error: toError(error) }),
      );
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [api, key, attempt]);
  const retry = useCallback(() => setAttempt(count => count + 1), []);
  return { state, retry };
}
