import { useApi } from '@backstage/core-plugin-api';
import { isFinalState, Operation } from '@openportal/plugin-deploy-common';
import { useEffect, useState } from 'react';
import { deployApiRef } from '../api/deployApiRef';

const INTERVAL_MS = 1_500;

/** Follows an operation until it is over. A failed read is tried again. */
export function useOperation(initial: Operation): Operation {
  const api = useApi(deployApiRef);
  const [operation, setOperation] = useState(initial);
  const { id } = initial;
  const isOver = isFinalState(operation.state);

  useEffect(() => {
    if (isOver) {
      return undefined;
    }
    const controller = new AbortController();
    const timer = setInterval(() => {
      api.getOperation(id, { signal: controller.signal }).then(
        response => setOperation(response.operation),
        () => {},
      );
    }, INTERVAL_MS);
    return () => {
      controller.abort();
      clearInterval(timer);
    };
  }, [api, id, isOver]);

  return operation;
}
