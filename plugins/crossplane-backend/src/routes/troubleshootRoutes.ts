import { crossplaneIngestorReadPermission } from '@openportal/plugin-crossplane-common';
import type { Router } from 'express';
import { z } from 'zod';
import { TroubleshootService } from '../troubleshoot/TroubleshootService';
import { clusterName, parseWith, xrdName } from './parseRequest';
import { callerOf, RouteContext } from './RouteContext';

const query = z
  .object({ xrd: xrdName, cluster: clusterName.optional() })
  .strict();

const searchQuery = z
  .object({ search: z.string().trim().min(1).max(253) })
  .strict();

/** Why a template does not appear. */
export function addTroubleshootRoutes(
  router: Router,
  context: RouteContext,
  service: TroubleshootService,
): void {
  router.get('/troubleshoot', async (request, response) => {
    const credentials = await callerOf(context, request);
    const asked = parseWith(query, request.query);
    await context.access.assertMayAtAll(
      crossplaneIngestorReadPermission,
      credentials,
    );
    response.json(await service.read(asked, credentials));
  });

  router.get('/troubleshoot/definitions', async (request, response) => {
    const credentials = await callerOf(context, request);
    const { search } = parseWith(searchQuery, request.query);
    await context.access.assertMayAtAll(
      crossplaneIngestorReadPermission,
      credentials,
    );
    response.json(await service.find(search, credentials));
  });
}
