import { NotFoundError } from '@backstage/errors';
import {
  cancelRequestSchema,
  OperationResponse,
} from '@openportal/plugin-deploy-common';
import { Router } from 'express';
import { describeOperationActions } from '../deployments/operationActions';
import { EnvironmentPermissions } from '../deployments/DeployAuthorizer';
import { Caller } from '../identity/Caller';
import { OperationRecord } from '../operations/OperationRecord';
import { audited, parse, readCaller, RouteContext } from './RouteContext';

const ID = /^[0-9a-f-]{36}$/i;

/** The routes of one operation. */
export function addOperationRoutes(
  router: Router,
  context: RouteContext,
): void {
  router.get('/operations/:id', async (request, response) => {
    const caller = await readCaller(context, request);
    const record = await findOperation(context, request.params.id);
    const permissions = await requireRead(context, record, caller);
    response.json(await toResponse(context, { record, caller, permissions }));
  });

  router.post('/operations/:id/cancel', async (request, response) => {
    const caller = await readCaller(context, request);
    const body = parse(cancelRequestSchema, request.body ?? {});
    const record = await findOperation(context, request.params.id);
    const { operation } = record;
    const answer = await audited(
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
        const permissions = await context.authorizer.requireAction(
          operation.kind === 'rollback' ? 'rollback' : 'promote',
          operation,
          caller.credentials,
        );
        const cancelled = await context.store.requestCancel(operation.id, {
          by: caller.ref,
          reason: body.reason,
        });
        return { answer: { record: cancelled ?? record, caller, permissions } };
      },
    );
    context.wake();
    response.status(202).json(await toResponse(context, answer));
  });
}

async function findOperation(
  context: RouteContext,
  id: string,
): Promise<OperationRecord> {
  // No other text is an id, and some texts are none that a database takes.
  const record = ID.test(id) ? await context.store.get(id) : undefined;
  if (!record) {
    throw new NotFoundError(`No operation '${id}' is known`);
  }
  return record;
}

async function requireRead(
  context: RouteContext,
  { operation }: OperationRecord,
  caller: Caller,
): Promise<EnvironmentPermissions> {
  const permissions = await context.authorizer.requireRead(
    operation.entityRef,
    [operation.environment],
    caller.credentials,
  );
  const own = permissions.get(operation.environment);
  if (!own) {
    throw new Error('The permissions of an environment were not asked');
  }
  return own;
}

async function toResponse(
  context: RouteContext,
  facts: {
    record: OperationRecord;
    caller: Caller;
    permissions: EnvironmentPermissions;
  },
): Promise<OperationResponse> {
  const { operation } = facts.record;
  const [events, latest] = await Promise.all([
    context.store.events(operation.id),
    context.store.findLatest(operation.entityRef),
  ]);
  return {
    operation,
    events,
    actions: describeOperationActions({
      record: facts.record,
      caller: facts.caller.ref,
      permissions: facts.permissions,
      latestOperationId: latest.find(
        other => other.operation.environment === operation.environment,
      )?.operation.id,
    }),
    gates: facts.record.settings.gates,
  };
}
