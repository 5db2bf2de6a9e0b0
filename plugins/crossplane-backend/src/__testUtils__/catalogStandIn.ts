import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { IngestorStatus } from '@openportal/plugin-crossplane-common';
import express from 'express';

/** Answers where the ingestor's routes in the catalog backend are, with what the test wants. */
export function catalogStandIn(ingestor: {
  status: IngestorStatus | number;
  refreshed: unknown[];
}) {
  return createBackendPlugin({
    pluginId: 'catalog',
    register(env) {
      env.registerInit({
        deps: {
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
        },
        async init({ httpAuth, httpRouter }) {
          const router = express.Router();
          router.use('/crossplane/ingestor', (request, _response, next) => {
            httpAuth
              .credentials(request, { allow: ['service'] })
              .then(() => next(), next);
          });
          router.get('/crossplane/ingestor/status', (_request, response) => {
            if (typeof ingestor.status === 'number') {
              response.status(ingestor.status).json({});
            } else {
              response.json(ingestor.status);
            }
          });
          router.post(
            '/crossplane/ingestor/refresh',
            express.json(),
            (request, response) => {
              ingestor.refreshed.push(request.body);
              response.status(202).json({});
            },
          );
          httpRouter.use(router);
        },
      });
    },
  });
}
