import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import { scaffolderApiRef } from '@backstage/plugin-scaffolder-react';
import { JsonValue } from '@backstage/types';
import {
  CrossplaneApi,
  OrderForm,
  OrderRef,
} from '@openportal/plugin-crossplane-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { crossplaneApiRef } from '../api/crossplaneApiRef';
import { useOrder } from '../hooks/useOrder';
import { requestProblem } from '../model/requestProblem';

type ScaffolderApi = typeof scaffolderApiRef.T;
type Manifest = Awaited<
  ReturnType<ScaffolderApi['getTemplateParameterSchema']>
>;

/** The form of an order, filled with what git has. */
export type OrderFormState =
  | { status: 'pending' }
  | { status: 'orderFailed'; error: Error }
  | { status: 'noTemplate' }
  | { status: 'templateFailed'; error: Error }
  | {
      status: 'read';
      templateRef: string;
      manifest: Manifest;
      values: Record<string, JsonValue>;
    };

/** Reads the values of an order from git, and the form of its template. */
export function useOrderForm(ref: OrderRef): {
  state: OrderFormState;
  retry: () => void;
} {
  const crossplaneApi = useApi(crossplaneApiRef);
  const scaffolderApi = useApi(scaffolderApiRef);
  const [state, setState] = useState<OrderFormState>({ status: 'pending' });
  const [attempt, setAttempt] = useState(0);
  const { cluster, namespace, xrd, name } = ref;
  useEffect(() => {
    let isCurrent = true;
    setState({ status: 'pending' });
    readForm(crossplaneApi, scaffolderApi, { cluster, namespace, xrd, name })
      .catch(error => ({
        status: 'orderFailed' as const,
        error: toError(error),
      }))
      .then(next => {
        if (isCurrent) {
          setState(next);
        }
      });
    return () => {
      isCurrent = false;
    };
  }, [crossplaneApi, scaffolderApi, cluster, namespace, xrd, name, attempt]);
  const retry = useCallback(() => setAttempt(count => count + 1), []);
  useRetryWhenInGit(ref, isNotInGit(state), retry);
  return { state, retry };
}

function isNotInGit(state: OrderFormState): boolean {
  return (
    state.status === 'orderFailed' &&
    requestProblem(state.error).kind === 'notFound'
  );
}

/** A form that waits for the merge of its order comes by itself; a form that is there is left alone. */
function useRetryWhenInGit(
  ref: OrderRef,
  isWaiting: boolean,
  retry: () => void,
): void {
  const { value: order } = useOrder(ref, isWaiting);
  // A status is tried once: when the form still does not find the file, the next one may help.
  const tried = useRef<string>();
  const seen = order?.file?.exists ? order.observedAt : undefined;
  useEffect(() => {
    if (isWaiting && seen !== undefined && seen !== tried.current) {
      tried.current = seen;
      retry();
    }
  }, [isWaiting, seen, retry]);
}

async function readForm(
  crossplaneApi: CrossplaneApi,
  scaffolderApi: ScaffolderApi,
  ref: OrderRef,
): Promise<OrderFormState> {
  const { templateRef, values } = await crossplaneApi.getOrderForm(ref);
  if (!templateRef) {
    return { status: 'noTemplate' };
  }
  try {
    const manifest = await scaffolderApi.getTemplateParameterSchema(
      templateRef,
    );
    return {
      status: 'read',
      templateRef,
      manifest,
      values: withoutUndefined(values),
    };
  } catch (error) {
    return { status: 'templateFailed', error: toError(error) };
  }
}

function withoutUndefined(
  values: OrderForm['values'],
): Record<string, JsonValue> {
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, JsonValue] => entry[1] !== undefined,
    ),
  );
}
