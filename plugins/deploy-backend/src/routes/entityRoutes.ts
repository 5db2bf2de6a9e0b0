import {
  DeploymentView,
  EnvironmentsResponse,
  HistoryResponse,
  OPERATION_STATES,
  resolveEnvironment,
  VersionsResponse,
} from '@openportal/plugin-deploy-common';
import { Router } from 'express';
import { z } from 'zod';
import { queryText } from './queryText';
import { parse, readViewedApp, readCaller, RouteContext } from './RouteContext';

/** Query of the route of the tab. */
export const viewQuerySchema = z.object({
  refresh: z.enum(['true', 'false']).optional(),
});
/** Query of the route of the versions. */
export const versionsQuerySchema = z.object({
  environment: z.string().min(1).max(63),
});
/** Query of the route of the history. */
export const historyQuerySchema = z.object({
  environment: z.string().min(1).max(63).optional(),
  kind: z.enum(['deploy', 'promote', 'rollback']).optional(),
  state: z.enum(OPERATION_STATES).optional(),
  requestedBy: queryText.optional(),
  cursor: z
    .string()
    .regex(/^[0-9]{1,15}$/, 'is not a cursor of this API')
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});

/** The routes that read. */
export function addEntityRoutes(router: Router, context: RouteContext): void {
  router.get('/environments', async (request, response) => {
    await readCaller(context, request);
    const answer: EnvironmentsResponse = {
      items: context.config.environments,
    };
    response.json(answer);
  });

  router.get('/entities/:kind/:namespace/:name', async (request, response) => {
    const { credentials, ref } = await readCaller(context, request);
    const query = parse(viewQuerySchema, request.query);
    const { app, entity } = await readViewedApp(context, request, credentials);
    const permissions = await context.access.requireRead(
      app,
      app.environments.map(({ environment }) => environment.name),
      credentials,
    );
    if (query.refresh === 'true') {
      await context.readNow(app);
    }
    const answer: DeploymentView = await context.deployments.view(
      app,
      permissions,
      ref,
    );
    context.viewed({
      entity,
      app,
      neverRead: answer.environments.every(({ state: { sources } }) =>
        [sources.desired, sources.observed].every(
          source => source.readAt === undefined && source.error === undefined,
        ),
      ),
    });
    response.json(answer);
  });

  router.get(
    '/entities/:kind/:namespace/:name/history',
    async (request, response) => {
      const { credentials } = await readCaller(context, request);
      const query = parse(historyQuerySchema, request.query);
      const { app } = await readViewedApp(context, request, credentials);
      const environments = app.environments.map(item => item.environment);
      const permissions = await context.access.requireRead(
        app,
        query.environment === undefined
          ? environments.map(({ name }) => name)
          : [resolveEnvironment(environments, query.environment).name],
        credentials,
      );
      const answer: HistoryResponse = await context.deployments.history({
        entityRef: app.entityRef,
        environments: [...permissions.keys()],
        kind: query.kind,
        state: query.state,
        requestedBy: query.requestedBy,
        beforeSequence:
          query.cursor === undefined ? undefined : Number(query.cursor),
        limit: query.limit,
      });
      response.json(answer);
    },
  );

  router.get(
    '/entities/:kind/:namespace/:name/versions',
    async (request, response) => {
      const { credentials } = await readCaller(context, request);
      const query = parse(versionsQuerySchema, request.query);
      const { app } = await readViewedApp(context, request, credentials);
      const { name } = resolveEnvironment(
        app.environments.map(item => item.environment),
        query.environment,
      );
      await context.access.requireRead(app, [name], credentials);
      const answer: VersionsResponse = await context.deployments.versions(
        app,
        name,
      );
      response.json(answer);
    },
  );
}
