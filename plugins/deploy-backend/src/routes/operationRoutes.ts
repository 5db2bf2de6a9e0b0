import {
  approveRequestSchema,
  cancelRequestSchema,
  retryRequestSchema,
} from '@openportal/plugin-deploy-common';
import { Router } from 'express';
import { sendChange } from './changeRoutes';
import { parse, readCaller, RouteContext } from './RouteContext';

/** The routes of one operation. */
export function addOperationRoutes(
  router: Router,
  context: RouteContext,
): void {
  router.get('/operations/:id', async (request, response) => {
    const caller = await readCaller(context, request);
    response.json(await context.operations.get(caller, request.params.id));
  });

  router.post('/operations/:id/cancel', async (request, response) => {
    const caller = await readCaller(context, request);
    const body = parse(cancelRequestSchema, request.body ?? {});
    const { id } = request.params;
    response
      .status(202)
      .json(await context.operations.cancel(caller, id, body, request));
  });

  router.post('/operations/:id/approve', async (request, response) => {
    const caller = await readCaller(context, request);
    const body = parse(approveRequestSchema, request.body);
    const { id } = request.params;
    response
      .status(202)
      .json(await context.operations.decide(caller, id, body, request));
  });

  router.post('/operations/:id/retry', async (request, response) => {
    const caller = await readCaller(context, request);
    const body = parse(retryRequestSchema, request.body ?? {});
    const record = await context.operations.find(request.params.id);
    sendChange(
      response,
      await context.commands.retry(caller, record, body, request),
    );
  });
}
