import { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  IngestorClusterStatus,
  IngestorLeader,
  IngestorStatus,
} from '@openportal/plugin-crossplane-common';
import express from 'express';
import type { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';

/** What the routes need of an ingestor. */
export interface RoutedIngestor {
  readonly id: string;
  /** What of its configuration does not fit together. */
  readonly warnings: readonly string[];
  readonly clusterNames: string[];
  status(): Promise<{
    clusters: IngestorClusterStatus[];
    leader: IngestorLeader;
  }>;
  refresh(clusters?: string[]): Promise<void>;
}

const refreshSchema = z.object({ cluster: z.string().max(253).optional() });

/**
 * State of the ingestor below `/api/catalog/crossplane`, for other backends with a service token: the
 * crossplane backend checks what a user may see, and everybody else is refused here.
 */
export function createIngestorRouter(options: {
  ingestors: RoutedIngestor[];
  httpAuth: HttpAuthService;
}): ExpressRouter {
  const { ingestors, httpAuth } = options;
  const router = Router();

  router.get('/crossplane/ingestor/status', async (request, response) => {
    await httpAuth.credentials(request, { allow: ['service'] });
    const statuses = await Promise.all(
      ingestors.map(ingestor => ingestor.status()),
    );
    const warnings = ingestors.flatMap(({ id, warnings: messages }) =>
      messages.map(message => ({ provider: id, message })),
    );
    const status: IngestorStatus = {
      clusters: statuses.flatMap(({ clusters }) => clusters),
      leaders: statuses.map(({ leader }) => leader),
      ...(warnings.length > 0 ? { warnings } : {}),
    };
    response.json(status);
  });

  router.post(
    '/crossplane/ingestor/refresh',
    express.json({ limit: '10kb' }),
    async (request, response) => {
      await httpAuth.credentials(request, { allow: ['service'] });
      const body = refreshSchema.safeParse(request.body ?? {});
      if (!body.success) {
        throw new InputError(
          'The body must be {} for all clusters or { "cluster": "<name>" } for one',
        );
      }
      const { cluster } = body.data;
      const known = ingestors.flatMap(({ clusterNames }) => clusterNames);
      if (cluster !== undefined && !known.includes(cluster)) {
        throw new NotFoundError(
          `No ingestor reads a cluster '${cluster}'. Known clusters: ${known.join(
            ', ',
          )}`,
        );
      }
      await Promise.all(
        ingestors.map(ingestor =>
          ingestor.refresh(cluster === undefined ? undefined : [cluster]),
        ),
      );
      response.status(202).json({});
    },
  );

  return router;
}
