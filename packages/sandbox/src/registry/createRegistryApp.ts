import express, { type ErrorRequestHandler, type Express } from 'express';
import Router from 'express-promise-router';
import type { RegistryAuthority } from './authentication';
import { RegistryError } from './errors';
import { isRepositoryName } from './names';
import type { RegistryContext, RegistryRoute } from './RegistryRoute';
import { blobRoutes } from './routes/blobs';
import { listingRoutes } from './routes/listings';
import { manifestRoutes } from './routes/manifests';
import { uploadRoutes } from './routes/uploads';

/** Every operation that the registry has; the coverage table in the README is made from it. */
export function registryRoutes(context: RegistryContext): RegistryRoute[] {
  return [
    ...listingRoutes(context),
    ...manifestRoutes(context),
    ...uploadRoutes(context),
    ...blobRoutes(context),
  ];
}

const answerError: ErrorRequestHandler = (error, request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  // What is left of the body would otherwise be taken for the next request.
  request.resume();
  if (error instanceof RegistryError) {
    response.status(error.status).set(error.headers).json(error.toBody());
    return;
  }
  next(error);
};

/** The HTTP side of the registry. */
export function createRegistryApp(options: {
  routes: RegistryRoute[];
  authority: RegistryAuthority;
  middleware?: express.RequestHandler;
}): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  if (options.middleware) {
    app.use(options.middleware);
  }
  app.use((_request, response, next) => {
    response.set('Docker-Distribution-Api-Version', 'registry/2.0');
    next();
  });
  app.get('/token', options.authority.tokenHandler());
  app.use(/^\/v2(?=\/|$)/, options.authority.middleware());

  const router = Router();
  for (const route of options.routes) {
    router[route.method](route.pattern, async (request, response) => {
      const name = request.params[0];
      if (name !== undefined && !isRepositoryName(name)) {
        throw new RegistryError(
          'NAME_INVALID',
          `invalid repository name '${name}'`,
          { detail: { name } },
        );
      }
      await route.handle(request, response);
    });
  }
  app.use(router);

  app.use((request, _response, next) => {
    next(
      request.path.startsWith('/v2')
        ? new RegistryError(
            'UNSUPPORTED',
            `the operation ${request.method} ${request.path} is unsupported`,
          )
        : undefined,
    );
  });
  app.use(answerError);
  return app;
}
