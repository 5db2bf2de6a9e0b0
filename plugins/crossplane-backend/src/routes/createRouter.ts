import type { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { IngestorClient } from '../ingestor/IngestorClient';
import { OrderListService } from '../list/OrderListService';
import { OrderStatusService } from '../status/OrderStatusService';
import { addIngestorRoutes } from './ingestorRoutes';
import { addOrderRoutes } from './orderRoutes';
import { RouteContext } from './RouteContext';

/** The HTTP API of the plugin: one file for each noun. */
export function createRouter(
  context: RouteContext,
  services: {
    orders: OrderStatusService;
    list: OrderListService;
    ingestor: IngestorClient;
  },
): ExpressRouter {
  const router = Router();
  addOrderRoutes(router, context, services);
  addIngestorRoutes(router, context, services.ingestor);
  return router;
}
