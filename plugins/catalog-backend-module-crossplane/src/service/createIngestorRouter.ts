import { HttpAuthService } from '@backstage/backend-plugin-api';
import { IngestorStatus } from '@openportal/plugin-crossplane-common';
import Router from 'express-promise-router';
import type { Router as ExpressRouter } from 'express';
import { CrossplaneIngestor } from '../provider/CrossplaneIngestor';

/**
 * State of the ingestor below `/api/catalog/crossplane`. Other backends read it with a service token:
 * the database and the memory of this module belong to the catalog.
 */
export function createIngestorRouter(options: {
  ingestors: CrossplaneIngestor[];
  httpAuth: HttpAuthService;
}): ExpressRouter {
  const { ingestors, httpAuth } = options;
  const router = Router();

  router.get('/crossplane/ingestor/status', async (request, response) => {
    await httpAuth.credentials(request, { allow: ['service', 'user'] });
    const status: IngestorStatus = {
      clusters: ingestors.flatMap(ingestor => ingestor.status().clusters),
    };
    response.json(status);
  });

  router.post('/crossplane/ingestor/refresh', async (request, response) => {
    await httpAuth.credentials(request, { allow: ['service'] });
    for (const ingestor of ingestors) {
      ingestor.refresh();
    }
    response.status(202).json({});
  });

  return router;
}
