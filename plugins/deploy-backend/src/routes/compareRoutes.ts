import {
  CreationProgress,
  EnvironmentDiff,
  resolveEnvironment,
} from '@openportal/plugin-deploy-common';
import { Router } from 'express';
import { z } from 'zod';
import { PermissionDeniedError } from '../errors/DeployErrors';
import { parse, readCaller, readViewedApp, RouteContext } from './RouteContext';

/** Query of `GET /entities/…/diff`. */
export const diffQuerySchema = z.object({
  from: z.string().min(1).max(63),
  to: z.string().min(1).max(63),
});

/** The routes that compare environments, and that tell how far a new application has come. */
export function addCompareRoutes(router: Router, context: RouteContext): void {
  router.get(
    '/entities/:kind/:namespace/:name/diff',
    async (request, response) => {
      const { credentials } = await readCaller(context, request);
      const query = parse(diffQuerySchema, request.query);
      const { app } = await readViewedApp(context, request, credentials);
      const environments = app.environments.map(item => item.environment);
      const from = resolveEnvironment(environments, query.from).name;
      const to = resolveEnvironment(environments, query.to).name;
      const readable = await context.access.requireRead(
        app,
        [from, to],
        credentials,
      );
      const hidden = [from, to].find(name => !readable.has(name));
      if (hidden !== undefined) {
        throw new PermissionDeniedError(
          `You may not see the deployments of '${app.entityRef}' in '${hidden}': it needs the permission 'deploy.read'`,
        );
      }
      const answer: EnvironmentDiff = await context.diffs.diff(app, {
        from,
        to,
      });
      response.json(answer);
    },
  );

  router.get(
    '/entities/:kind/:namespace/:name/creation',
    async (request, response) => {
      const { credentials } = await readCaller(context, request);
      const { app } = await readViewedApp(context, request, credentials);
      const readable = await context.access.requireRead(
        app,
        app.environments.map(({ environment }) => environment.name),
        credentials,
      );
      const answer: CreationProgress = await context.creations.progress(app, [
        ...readable.keys(),
      ]);
      response.json(answer);
    },
  );
}
