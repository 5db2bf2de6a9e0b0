import express, { ErrorRequestHandler, Request, Response } from 'express';
import { equalSecrets } from '../../core';
import { User } from '../authorization';
import { ObjectService } from '../ObjectService';
import { pathNotFound, StatusError, unauthorized } from '../status';
import { apiGroup, apiGroupList, apiResourceList } from './discovery';
import { openApiDocument, openApiIndex } from './openApi';
import { ResourceHandler } from './resourceHandler';

const MAXIMUM_BODY = '3mb';

/** A bearer token and who it stands for. */
export interface TokenUser extends User {
  token: string;
}

function authenticate(request: Request, users: TokenUser[]): User {
  const token = /^bearer\s+(\S+)$/i.exec(
    request.headers.authorization ?? '',
  )?.[1];
  const found =
    token && users.find(candidate => equalSecrets(candidate.token, token));
  if (!found) {
    throw unauthorized();
  }
  return {
    name: found.name,
    groups: [...found.groups, 'system:authenticated'],
  };
}

function orNotFound<T>(value: T | undefined): T {
  if (value === undefined) {
    throw pathNotFound();
  }
  return value;
}

const sendStatus: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const tooLarge =
    error instanceof Error &&
    'type' in error &&
    error.type === 'entity.too.large';
  const status =
    error instanceof StatusError
      ? error
      : new StatusError(
          tooLarge
            ? {
                code: 413,
                reason: 'RequestEntityTooLarge',
                message: `Request entity too large: limit is ${MAXIMUM_BODY}`,
              }
            : {
                code: 500,
                reason: 'InternalError',
                message: `Internal error occurred: ${
                  error instanceof Error ? error.message : error
                }`,
              },
        );
  response.status(status.code).json(status.toStatus());
};

/** The HTTP side of the API server. */
export function createApiApplication(options: {
  service: ObjectService;
  handler: ResourceHandler;
  users: TokenUser[];
  middleware: express.RequestHandler[];
}): express.Express {
  const { service, handler, users } = options;
  const { types } = service;
  const application = express();
  application.disable('x-powered-by');
  application.set('etag', false);
  application.use(...options.middleware);
  // kubectl sends no credentials over plain HTTP. For its sake the token may
  // also stand in front of the path: `server: http://localhost:7110/token/…`.
  application.use((request, _response, next) => {
    const prefixed = /^\/token\/([^/?]+)(\/.*)$/.exec(request.url);
    if (prefixed) {
      request.headers.authorization = `Bearer ${prefixed[1]}`;
      request.url = prefixed[2];
    }
    next();
  });
  for (const path of ['/healthz', '/livez', '/readyz']) {
    application.get(path, (_request, response) => {
      response.type('text/plain').send('ok');
    });
  }
  application.get('/version', (_request, response) => {
    response.json({
      major: '1',
      minor: '32',
      gitVersion: 'v1.32.0+sandbox',
      platform: 'linux/amd64',
    });
  });
  application.use(express.text({ type: () => true, limit: MAXIMUM_BODY }));

  const discovery = (
    path: string | RegExp,
    answer: (request: Request) => unknown,
  ) => {
    application.get(path, (request: Request, response: Response) => {
      authenticate(request, users);
      response.json(orNotFound(answer(request)));
    });
  };
  discovery('/api', request => ({
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [
      { clientCIDR: '0.0.0.0/0', serverAddress: request.headers.host },
    ],
  }));
  discovery('/api/v1', () => apiResourceList(types, 'v1'));
  discovery('/apis', () => apiGroupList(types));
  discovery('/apis/:group', request => apiGroup(types, request.params.group));
  discovery('/apis/:group/:version', ({ params }) =>
    apiResourceList(types, `${params.group}/${params.version}`),
  );
  discovery('/openapi/v3', () => openApiIndex(types));
  discovery('/openapi/v3/api/v1', () => openApiDocument(types, 'v1'));
  discovery('/openapi/v3/apis/:group/:version', ({ params }) =>
    openApiDocument(types, `${params.group}/${params.version}`),
  );

  application.use((request, response) => {
    const user = authenticate(request, users);
    handler.handle(request, response, user);
  });
  application.use(sendStatus);
  return application;
}
