import express from 'express';
import Router from 'express-promise-router';
import { nameErrors } from '../errors/nameErrors';
import { addChangeRoutes } from './changeRoutes';
import { addCompareRoutes } from './compareRoutes';
import { addEntityRoutes } from './entityRoutes';
import { addLedgerRoutes } from './ledgerRoutes';
import { addMatrixRoutes } from './matrixRoutes';
import { addOpenapiRoutes } from './openapiRoutes';
import { addOperationRoutes } from './operationRoutes';
import { addOutboxRoutes } from './outboxRoutes';
import { RouteContext } from './RouteContext';

/** The HTTP API of the plugin. */
export function createRouter(context: RouteContext): express.Router {
  const router = Router();
  router.use(express.json({ limit: '100kb' }));
  addEntityRoutes(router, context);
  addCompareRoutes(router, context);
  addMatrixRoutes(router, context);
  addLedgerRoutes(router, context);
  addOutboxRoutes(router, context);
  addOpenapiRoutes(router, context);
  addChangeRoutes(router, context);
  addOperationRoutes(router, context);
  router.use(nameErrors);
  return router;
}
