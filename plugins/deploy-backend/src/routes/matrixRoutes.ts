import {
  DEFAULT_NAMESPACE,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import {
  MatrixResponse,
  resolveEnvironment,
} from '@openportal/plugin-deploy-common';
import { Router } from 'express';
import { z } from 'zod';
import { queryText } from './queryText';
import { parse, readCaller, RouteContext } from './RouteContext';

/** Query of `GET /matrix`. */
export const matrixQuerySchema = z.object({
  owner: queryText.optional(),
  system: queryText.optional(),
  environment: queryText.optional(),
  state: z
    .enum(['waiting', 'degraded', 'drift', 'stale', 'progressing', 'healthy'])
    .optional(),
  search: queryText.optional(),
  cursor: z.string().min(1).max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** The route of the list of all applications. */
export function addMatrixRoutes(router: Router, context: RouteContext): void {
  router.get('/matrix', async (request, response) => {
    const { credentials } = await readCaller(context, request);
    const query = parse(matrixQuerySchema, request.query);
    const answer: MatrixResponse = await context.matrix.list(
      {
        filter: {
          owner: query.owner && toRef(query.owner, 'group'),
          system: query.system && toRef(query.system, 'system'),
          environment:
            query.environment &&
            resolveEnvironment(context.config.environments, query.environment)
              .name,
          state: query.state,
          search: query.search,
        },
        cursor: query.cursor,
        limit: query.limit,
      },
      credentials,
    );
    response.json(answer);
  });
}

function toRef(name: string, defaultKind: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(name, {
        defaultKind,
        defaultNamespace: DEFAULT_NAMESPACE,
      }),
    );
  } catch {
    throw new InputError(
      `'${name}' is no reference of an entity: write it as ${defaultKind}:namespace/name`,
    );
  }
}
