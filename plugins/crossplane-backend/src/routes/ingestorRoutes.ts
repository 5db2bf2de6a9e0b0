import {
  crossplaneIngestorReadPermission,
  crossplaneIngestorRefreshPermission,
} from '@openportal/plugin-crossplane-common';
import type { Router } from 'express';
import { IngestorClient } from '../ingestor/IngestorClient';
import { audited, callerOf, RouteContext } from './RouteContext';

/** Health of the ingestor. */
export function addIngestorRoutes(
  router: Router,
  context: RouteContext,
  ingestor: IngestorClient,
): void {
  const { access } = context;

  router.get('/ingestor/status', async (request, response) => {
    const credentials = await callerOf(context, request);
    await access.assertMayAtAll(crossplaneIngestorReadPermission, credentials);
    response.json(await ingestor.status());
  });

  router.post('/ingestor/refresh', async (request, response) => {
    const credentials = await callerOf(context, request);
    await audited(
      context,
      {
        request,
        eventId: 'ingestor-refresh',
        severityLevel: 'medium',
        meta: {},
      },
      async () => {
        await access.assertMayAtAll(
          crossplaneIngestorRefreshPermission,
          credentials,
        );
        await ingestor.refresh();
      },
    );
    response.status(202).json({});
  });
}
