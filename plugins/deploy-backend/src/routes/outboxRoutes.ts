import { NotFoundError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  deployMessageManagePermission,
  outboxQuerySchema,
  OutboxResponse,
} from '@openportal/plugin-deploy-common';
import { Request, Router } from 'express';
import { auditedBy } from '../deployments/audited';
import { PermissionDeniedError } from '../errors/DeployErrors';
import { parse, readCaller, RouteContext } from './RouteContext';

/** Routes for who runs the portal: the messages that go out, and trying one again that was given up. */
export function addOutboxRoutes(router: Router, context: RouteContext): void {
  const requireManager = async (request: Request) => {
    const { credentials } = await readCaller(context, request);
    const [decision] = await context.permissions.authorize(
      [{ permission: deployMessageManagePermission }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new PermissionDeniedError(
        `You may not manage messages: it needs the permission '${deployMessageManagePermission.name}'`,
      );
    }
  };

  router.get('/outbox', async (request, response) => {
    await requireManager(request);
    const { state, cursor, limit } = parse(outboxQuerySchema, request.query);
    const items = await context.outbox.list({
      state,
      before: cursor === undefined ? undefined : Number(cursor),
      limit,
    });
    const answer: OutboxResponse = {
      status: await context.outbox.status(),
      items,
      nextCursor: items.length === limit ? items.at(-1)?.id : undefined,
    };
    response.json(answer);
  });

  router.post('/outbox/:id/replay', async (request, response) => {
    const { id } = request.params;
    const item = await auditedBy(
      context.auditor,
      { eventId: 'message-replay', request, meta: { id: id.slice(0, 20) } },
      async () => {
        await requireManager(request);
        const replayed = /^[0-9]{1,15}$/.test(id)
          ? await context.outbox.replay(Number(id))
          : undefined;
        if (!replayed) {
          throw new NotFoundError(
            `No message '${id}' was given up: only those can be replayed`,
          );
        }
        return {
          answer: replayed,
          meta: { operationId: replayed.operationId },
        };
      },
    );
    context.wakeMessages();
    response.status(202).json(item);
  });
}
