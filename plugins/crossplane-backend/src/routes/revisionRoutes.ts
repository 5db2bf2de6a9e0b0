import { crossplaneOrderReadPermission } from '@openportal/plugin-crossplane-common';
import type { Router } from 'express';
import { z } from 'zod';
import { OrderRevisions } from '../orders/OrderRevisions';
import { orderParams, parseWith } from './parseRequest';
import { audited, callerOf, RouteContext } from './RouteContext';

const revisionParams = orderParams.extend({
  revision: z
    .string()
    .regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'use the full id of a commit'),
});

/** History of orders in git. */
export function addRevisionRoutes(
  router: Router,
  context: RouteContext,
  revisions: OrderRevisions,
): void {
  const { access } = context;
  const path = '/orders/:cluster/:namespace/:xrd/:name/revisions';

  router.get(path, async (request, response) => {
    const credentials = await callerOf(context, request);
    const ref = parseWith(orderParams, request.params);
    await access.assertMay(crossplaneOrderReadPermission, ref, credentials);
    response.json(await revisions.list(ref));
  });

  router.get(`${path}/:revision`, async (request, response) => {
    const credentials = await callerOf(context, request);
    const { revision, ...ref } = parseWith(revisionParams, request.params);
    const content = await audited(
      context,
      {
        request,
        eventId: 'order-revision-read',
        meta: { order: { ...ref }, revision },
      },
      async () => {
        await access.assertMay(crossplaneOrderReadPermission, ref, credentials);
        return revisions.read(ref, revision);
      },
    );
    response.json(content);
  });
}
