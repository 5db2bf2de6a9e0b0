import {
  AuditorService,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  deployWebhookManagePermission,
  inboxQuerySchema,
  InboxResponse,
} from '@openportal/plugin-deploy-common';
import { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { nameErrors } from '../errors/nameErrors';
import { PermissionDeniedError } from '../errors/DeployErrors';
import { parse } from '../routes/RouteContext';
import { InboxStore } from './InboxStore';

/** Routes for who runs the portal: what lies in the inbox, and trying a dead delivery again. */
export function createInboxRouter(options: {
  store: InboxStore;
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  /** Called when there is work. */
  onReplayed: () => void;
}): Router {
  const { store, auditor, httpAuth, permissions } = options;
  const router = PromiseRouter();

  const requireManager = async (request: Request) => {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    const [decision] = await permissions.authorize(
      [{ permission: deployWebhookManagePermission }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new PermissionDeniedError(
        `You may not manage webhooks: it needs the permission '${deployWebhookManagePermission.name}'`,
      );
    }
  };

  router.get('/webhooks/inbox', async (request, response) => {
    await requireManager(request);
    const { state, cursor, limit } = parse(inboxQuerySchema, request.query);
    const items = await store.list({
      state,
      before: cursor === undefined ? undefined : Number(cursor),
      limit,
    });
    const answer: InboxResponse = {
      status: await store.status(),
      items,
      nextCursor: items.length === limit ? items.at(-1)?.id : undefined,
    };
    response.json(answer);
  });

  router.post('/webhooks/inbox/:id/replay', async (request, response) => {
    const { id } = request.params;
    const event = await auditor.createEvent({
      eventId: 'webhook-replay',
      severityLevel: 'medium',
      request,
      meta: { id: id.slice(0, 20) },
    });
    try {
      await requireManager(request);
      const item = /^[0-9]{1,15}$/.test(id)
        ? await store.replay(Number(id))
        : undefined;
      if (!item) {
        throw new NotFoundError(
          `No delivery '${id}' was given up: only those can be replayed`,
        );
      }
      await event.success();
      options.onReplayed();
      response.status(202).json(item);
    } catch (error) {
      await event.fail({
        error: error instanceof Error ? error : new Error(String(error)),
      });
      throw error;
    }
  });

  router.use(nameErrors);
  return router;
}
