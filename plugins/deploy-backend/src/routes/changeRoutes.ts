import { NotAllowedError } from '@backstage/errors';
import {
  ChangeResponse,
  promoteRequestSchema,
  resolveEnvironment,
  rollbackRequestSchema,
} from '@openportal/plugin-deploy-common';
import { Response, Router } from 'express';
import { resolvePromotion } from '../deployments/resolvePromotion';
import {
  audited,
  parse,
  readApp,
  readCaller,
  RouteContext,
} from './RouteContext';

/** The routes that ask for a change of an environment. */
export function addChangeRoutes(router: Router, context: RouteContext): void {
  router.post(
    '/entities/:kind/:namespace/:name/promote',
    async (request, response) => {
      const caller = await readCaller(context, request);
      const body = parse(promoteRequestSchema, request.body);
      const { app } = await readApp(context, request, caller.credentials);
      const environments = app.environments.map(item => item.environment);
      const names = environments.map(({ name }) => name);
      const step = resolvePromotion(
        body,
        names,
        name => resolveEnvironment(environments, name).name,
      );
      const answer = await audited(
        context,
        request,
        {
          eventId: 'promote',
          meta: {
            entityRef: app.entityRef,
            environment: step.to,
            sourceEnvironment: step.from,
          },
        },
        async () => {
          const permissions = await context.authorizer.requireAction(
            'promote',
            { entityRef: app.entityRef, environment: step.to },
            caller.credentials,
          );
          const skipped = names.slice(
            names.indexOf(step.from) + 1,
            names.indexOf(step.to),
          );
          if (skipped.length > 0 && !permissions.skip) {
            throw new NotAllowedError(
              `You may not promote '${app.entityRef}' from '${step.from}' to '${
                step.to
              }': it leaves out ${skipped.join(
                ', ',
              )}, which needs the permission 'deploy.promote.skip'. Promote to '${
                skipped[0]
              }' first`,
            );
          }
          return described(
            await context.changes.promote(app, step, body, {
              ...caller,
              permissions,
            }),
          );
        },
      );
      send(response, answer);
    },
  );

  router.post(
    '/entities/:kind/:namespace/:name/rollback',
    async (request, response) => {
      const caller = await readCaller(context, request);
      const body = parse(rollbackRequestSchema, request.body);
      const { app } = await readApp(context, request, caller.credentials);
      const { name } = resolveEnvironment(
        app.environments.map(item => item.environment),
        body.environment,
      );
      const answer = await audited(
        context,
        request,
        {
          eventId: 'rollback',
          meta: { entityRef: app.entityRef, environment: name },
        },
        async () => {
          const permissions = await context.authorizer.requireAction(
            'rollback',
            { entityRef: app.entityRef, environment: name },
            caller.credentials,
          );
          return described(
            await context.changes.rollback(app, name, body, {
              ...caller,
              permissions,
            }),
          );
        },
      );
      send(response, answer);
    },
  );
}

function described(answer: ChangeResponse) {
  return {
    answer,
    meta: {
      result: answer.result,
      operationId:
        answer.result === 'unchanged' ? undefined : answer.operation.id,
    },
  };
}

function send(response: Response, answer: ChangeResponse): void {
  // Accepted, not done: only the cluster says when it is done.
  response.status(answer.result === 'accepted' ? 202 : 200).json(answer);
}
