import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { scaffolderApiRef } from '@backstage/plugin-scaffolder-react';
import { CLUSTER_SCOPED, OrderRef } from '@openportal/plugin-crossplane-common';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { taskRouteRef } from '../routes';

/** Templates that act on an order. */
export const OrderTemplates = {
  delete: 'template:default/order-delete',
  restore: 'template:default/order-restore',
} as const;

/** A run of a template. */
export type TemplateTask = {
  isPending: boolean;
  error?: Error;
  start: () => Promise<void>;
  /** Set where the app has no page for tasks. */
  startedTaskId?: string;
};

/**
 * Starts a template on an order, and goes to the page of its task.
 *
 * @param templateRef - one of {@link OrderTemplates}
 * @param values - what the template takes besides the order
 */
export function useTemplateTask(
  templateRef: (typeof OrderTemplates)[keyof typeof OrderTemplates],
  ref: OrderRef,
  values: { revision?: string } = {},
): TemplateTask {
  const scaffolderApi = useApi(scaffolderApiRef);
  const navigate = useNavigate();
  const taskRoute = useRouteRef(taskRouteRef);
  const [isPending, setIsPending] = useState(false);
  const [error, setError] = useState<Error>();
  const [startedTaskId, setStartedTaskId] = useState<string>();
  // Two presses can come before the first one is drawn.
  const isStarted = useRef(false);

  const start = async () => {
    if (isStarted.current) {
      return;
    }
    isStarted.current = true;
    setIsPending(true);
    setError(undefined);
    try {
      const { taskId } = await scaffolderApi.scaffold({
        templateRef,
        values: { ...orderValues(ref), ...values },
      });
      if (taskRoute) {
        navigate(taskRoute({ taskId }));
      } else {
        setStartedTaskId(taskId);
        setIsPending(false);
      }
    } catch (failure) {
      isStarted.current = false;
      setIsPending(false);
      setError(failure instanceof Error ? failure : new Error(String(failure)));
    }
  };

  return { isPending, error, start, startedTaskId };
}

function orderValues({ cluster, namespace, xrd, name }: OrderRef) {
  return {
    cluster,
    xrd,
    name,
    ...(namespace === CLUSTER_SCOPED ? {} : { namespace }),
  };
}
