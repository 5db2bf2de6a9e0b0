import {
  crossplaneOrderReadPermission,
  OrderListFilter,
} from '@openportal/plugin-crossplane-common';
import type { Router } from 'express';
import { z } from 'zod';
import { OrderListService } from '../list/OrderListService';
import { OrderStatusService } from '../status/OrderStatusService';
import {
  clusterName,
  dnsLabel,
  orderParams,
  parseWith,
  xrdName,
} from './parseRequest';
import { audited, callerOf, RouteContext } from './RouteContext';

const listQuery = z
  .object({
    cluster: clusterName.optional(),
    namespace: dnsLabel.optional(),
    xrd: xrdName.optional(),
    state: z
      .enum(['unknown', 'waiting', 'progressing', 'ready', 'failed'])
      .optional(),
    requestedBy: z.string().max(300).optional(),
    search: z.string().max(200).optional(),
    sort: z
      .enum(['name', 'namespace', 'kind', 'state', 'createdAt'])
      .optional(),
    direction: z.enum(['asc', 'desc']).optional(),
    limit: z.coerce.number().int().min(1).max(500).optional(),
    cursor: z.string().max(2000).optional(),
  })
  .strict();

/** Status of orders. */
export function addOrderRoutes(
  router: Router,
  context: RouteContext,
  services: { orders: OrderStatusService; list: OrderListService },
): void {
  const { access } = context;

  router.get('/orders', async (request, response) => {
    const credentials = await callerOf(context, request);
    const filter: OrderListFilter = parseWith(listQuery, request.query);
    const mayRead = await access.filter(
      crossplaneOrderReadPermission,
      credentials,
    );
    response.json(await services.list.list(filter, mayRead));
  });

  router.get(
    '/orders/:cluster/:namespace/:xrd/:name',
    async (request, response) => {
      const credentials = await callerOf(context, request);
      const ref = parseWith(orderParams, request.params);
      const status = await audited(
        context,
        { request, eventId: 'order-read', meta: { order: { ...ref } } },
        async () => {
          await access.assertMay(
            crossplaneOrderReadPermission,
            ref,
            credentials,
          );
          const allowed = await access.actions(ref, credentials);
          return services.orders.read(ref, allowed);
        },
      );
      response.json(status);
    },
  );
}
