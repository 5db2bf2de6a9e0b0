import { Router } from 'express';
import { apiRoutes } from '../openapi/apiRoutes';
import { toOpenApi } from '../openapi/toOpenApi';
import { readCaller, RouteContext } from './RouteContext';

const VERSION = '1';

/** The route that describes all routes. */
export function addOpenapiRoutes(router: Router, context: RouteContext): void {
  const document = toOpenApi(apiRoutes, {
    version: VERSION,
    url: '/api/deploy',
  });
  router.get('/openapi.json', async (request, response) => {
    await readCaller(context, request);
    response.json(document);
  });
}
