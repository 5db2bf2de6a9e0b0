import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  ChangeResponse,
  promoteRequestSchema,
  rollbackRequestSchema,
} from '@openportal/plugin-deploy-common';
import { Response, Router } from 'express';
import { entityParams, parse, readCaller, RouteContext } from './RouteContext';

/** The routes that ask for a change of an environment. */
export function addChangeRoutes(router: Router, context: RouteContext): void {
  router.post(
    '/entities/:kind/:namespace/:name/promote',
    async (request, response) => {
      const caller = await readCaller(context, request);
      const body = parse(promoteRequestSchema, request.body);
      const entityRef = stringifyEntityRef(parse(entityParams, request.params));
      sendChange(
        response,
        await context.commands.promote(caller, entityRef, body, request),
      );
    },
  );

  router.post(
    '/entities/:kind/:namespace/:name/rollback',
    async (request, response) => {
      const caller = await readCaller(context, request);
      const body = parse(rollbackRequestSchema, request.body);
      const entityRef = stringifyEntityRef(parse(entityParams, request.params));
      sendChange(
        response,
        await context.commands.rollback(caller, entityRef, body, request),
      );
    },
  );
}

/** Answers a request for a change. */
export function sendChange(response: Response, answer: ChangeResponse): void {
  // Accepted, not done: only the cluster says when it is done.
  response.status(answer.result === 'accepted' ? 202 : 200).json(answer);
}
