import {
  crossplaneIngestorReadPermission,
  crossplaneIngestorRefreshPermission,
} from '@openportal/plugin-crossplane-common';
import express, { Router } from 'express';
import { z } from 'zod';
import { IngestorClient } from '../ingestor/IngestorClient';
import { clusterName, parseWith } from './parseRequest';
import { audited, callerOf, RouteContext } from './RouteContext';

const json = express.json({ limit: '10kb' });
const refreshBody = z.object({ cluster: clusterName.optional() }).strict();

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

  router.post('/ingestor/refresh', json, async (request, response) => {
    const credentials = await callerOf(context, request);
    const { cluster } = parseWith(refreshBody, request.body ?? {});
    await audited(
      context,
      {
        request,
        eventId: 'ingestor-refresh',
        severityLevel: 'medium',
        meta: { cluster: cluster ?? 'all' },
      },
      async () => {
        await access.assertMayAtAll(
          crossplaneIngestorRefreshPermission,
          credentials,
        );
        await ingestor.refresh(cluster);
      },
    );
    response.status(202).json({});
  });
}
