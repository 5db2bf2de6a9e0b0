import type { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { UserInfoService } from '@backstage/backend-plugin-api';
import { IngestorClient } from '../ingestor/IngestorClient';
import { OrderListService } from '../list/OrderListService';
import { NamespaceService } from '../orders/NamespaceService';
import { OrderForms } from '../orders/OrderForms';
import { OrderPreviews } from '../orders/OrderPreviews';
import { OrderRevisions } from '../orders/OrderRevisions';
import { OrderStatusService } from '../status/OrderStatusService';
import { TroubleshootService } from '../troubleshoot/TroubleshootService';
import { addFormRoutes } from './formRoutes';
import { addIngestorRoutes } from './ingestorRoutes';
import { addNamespaceRoutes } from './namespaceRoutes';
import { addOrderRoutes } from './orderRoutes';
import { addRevisionRoutes } from './revisionRoutes';
import { RouteContext } from './RouteContext';
import { addTroubleshootRoutes } from './troubleshootRoutes';

/** The HTTP API of the plugin: one file for each noun. */
export function createRouter(
  context: RouteContext,
  services: {
    orders: OrderStatusService;
    list: OrderListService;
    revisions: OrderRevisions;
    forms: OrderForms;
    previews: OrderPreviews;
    namespaces: NamespaceService;
    userInfo: UserInfoService;
    ingestor: IngestorClient;
    troubleshoot: TroubleshootService;
  },
): ExpressRouter {
  const router = Router();
  addOrderRoutes(router, context, services);
  addRevisionRoutes(router, context, services.revisions);
  addFormRoutes(router, context, services);
  addNamespaceRoutes(router, context, services);
  addIngestorRoutes(router, context, services.ingestor);
  addTroubleshootRoutes(router, context, services.troubleshoot);
  return router;
}
