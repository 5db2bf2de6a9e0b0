import {
  crossplaneOrderCreatePermission,
  crossplaneOrderUpdatePermission,
} from '@openportal/plugin-crossplane-common';
import { toOrderRef } from '@openportal/plugin-crossplane-node';
import express, { Router } from 'express';
import { z } from 'zod';
import { OrderForms } from '../orders/OrderForms';
import { OrderPreviews } from '../orders/OrderPreviews';
import { CheckedPreviewRequest } from '../orders/prepareOrder';
import {
  clusterName,
  dnsLabel,
  orderParams,
  parseWith,
  xrdName,
} from './parseRequest';
import { audited, callerOf, requesterOf, RouteContext } from './RouteContext';

const MAX_BODY = '1mb';

const previewBody = z
  .object({
    operation: z.enum(['create', 'update']).optional(),
    cluster: clusterName,
    xrd: xrdName,
    version: z.string().max(63).optional(),
    // As long as `idp:order:create` takes it: a fingerprint for each version.
    formVersion: z.string().max(4096).optional(),
    fileVersion: z.string().max(64).optional(),
    name: dnsLabel,
    namespace: z
      .union([z.literal('').transform(() => undefined), dnsLabel])
      .optional(),
    // As long as `idp:order:create` takes it.
    owner: z.string().max(512).optional(),
    spec: z.json().optional(),
    composition: z
      .union([z.literal('').transform(() => undefined), xrdName])
      .optional(),
    compositionUpdatePolicy: z.enum(['Automatic', 'Manual']).optional(),
    // As long as `idp:order:update` takes it.
    choiceOfComposition: z.array(z.string().max(253)).max(1000).optional(),
  })
  .strict();

/** What the forms of orders need. */
export function addFormRoutes(
  router: Router,
  context: RouteContext,
  services: { forms: OrderForms; previews: OrderPreviews },
): void {
  const { access } = context;

  router.get(
    '/orders/:cluster/:namespace/:xrd/:name/form',
    async (request, response) => {
      const credentials = await callerOf(context, request);
      const ref = parseWith(orderParams, request.params);
      const form = await audited(
        context,
        { request, eventId: 'order-form-read', meta: { order: { ...ref } } },
        async () => {
          await access.assertMay(
            crossplaneOrderUpdatePermission,
            ref,
            credentials,
          );
          return services.forms.read(ref, credentials);
        },
      );
      response.json(form);
    },
  );

  router.post(
    '/orders/preview',
    express.json({ limit: MAX_BODY }),
    async (request, response) => {
      const credentials = await callerOf(context, request);
      const body: CheckedPreviewRequest = parseWith(previewBody, request.body);
      const ref = toOrderRef(body);
      const preview = await audited(
        context,
        {
          request,
          eventId: 'order-preview',
          meta: { order: { ...ref }, operation: body.operation ?? 'create' },
        },
        async () => {
          await access.assertMay(
            body.operation === 'update'
              ? crossplaneOrderUpdatePermission
              : crossplaneOrderCreatePermission,
            ref,
            credentials,
          );
          return services.previews.preview(ref, body, requesterOf(credentials));
        },
      );
      response.json(preview);
    },
  );
}
