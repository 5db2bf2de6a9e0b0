import { NotFoundError } from '@backstage/errors';
import {
  cancelRequestSchema,
  Operation,
  OperationResponse,
} from '@openportal/plugin-deploy-common';
import { Router } from 'express';
import { audited, parse, readCaller, RouteContext } from './RouteContext';

const ID = /^[0-9a-f-]{36}$/i;

/** The routes of one operation. */
export function addOperationRoutes(
  router: Router,
  context: RouteContext,
): void {
  router.get('/operations/:id', async (request, response) => {
    const { credentials } = await readCaller(context, request);
    const operation = await findOperation(context, request.params.id);
    await context.authorizer.requireRead(
      operation.entityRef,
      [operation.environment],
      credentials,
    );
    response.json(await toResponse(context, operation));
  });

  router.post('/operations/:id/cancel', async (request, response) => {
    const caller = await readCaller(context, request);
    const body = parse(cancelRequestSchema, request.body ?? {});
    const operation = await findOperation(context, request.params.id);
    const cancelled = await audited(
      context,
      request,
      {
        eventId: 'cancel',
        meta: {
          entityRef: operation.entityRef,
          environment: operation.environment,
          operationId: operation.id,
        },
      },
      async () => {
        await context.authorizer.requireAction(
          operation.kind === 'rollback' ? 'rollback' : 'promote',
          operation,
          caller.credentials,
        );
        const record = await context.store.requestCancel(operation.id, {
          by: caller.ref,
          reason: body.reason,
        });
        return { answer: record?.operation ?? operation };
      },
    );
    context.wake();
    response.status(202).json(await toResponse(context, cancelled));
  });
}

async function findOperation(
  context: RouteContext,
  id: string,
): Promise<Operation> {
  // No other text is an id, and some texts are none that a database takes.
  const record = ID.test(id) ? await context.store.get(id) : undefined;
  if (!record) {
    throw new NotFoundError(`No operation '${id}' is known`);
  }
  return record.operation;
}

async function toResponse(
  context: RouteContext,
  operation: Operation,
): Promise<OperationResponse> {
  return { operation, events: await context.store.events(operation.id) };
}
