import { HttpAuthService } from '@backstage/backend-plugin-api';
import type { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { IngestorClient } from '../sources/IngestorClient';
import { NamespaceAccess } from '../permissions/NamespaceAccess';
import { OrderListService } from '../status/OrderListService';
import { OrderStatusService } from '../status/OrderStatusService';
import { parseOrderFilter, parseOrderParams } from './parseRequest';

/** The HTTP API of the plugin. */
export function createRouter(options: {
  httpAuth: HttpAuthService;
  access: NamespaceAccess;
  orders: OrderStatusService;
  list: OrderListService;
  ingestor: IngestorClient;
}): ExpressRouter {
  const { httpAuth, access, orders, list, ingestor } = options;
  const router = Router();

  router.get('/orders', async (request, response) => {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    response.json(
      await list.list(parseOrderFilter(request.query), credentials),
    );
  });

  router.get(
    '/orders/:cluster/:namespace/:xrd/:name',
    async (request, response) => {
      const credentials = await httpAuth.credentials(request, {
        allow: ['user', 'service'],
      });
      const ref = parseOrderParams(request.params);
      await access.assertMayRead(ref, credentials);
      response.json(await orders.read(ref));
    },
  );

  router.get('/ingestor/status', async (request, response) => {
    await httpAuth.credentials(request, { allow: ['user', 'service'] });
    response.json(await ingestor.status());
  });

  router.post('/refresh', async (request, response) => {
    await httpAuth.credentials(request, { allow: ['user', 'service'] });
    await ingestor.refresh();
    response.status(202).json({});
  });

  return router;
}
