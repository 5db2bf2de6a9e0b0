import { ok, route, type Route } from './route';

export const GITHUB_VERSION = '3.19.0';

export const metaRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/meta',
      operationId: 'meta/get',
      status: 'partial',
      notes: 'only the version and sign-in method',
    },
    () =>
      ok({
        verifiable_password_authentication: false,
        installed_version: GITHUB_VERSION,
        packages: [],
      }),
  ),
  route(
    {
      method: 'get',
      path: '/rate_limit',
      operationId: 'rate-limit/get',
      status: 'partial',
      notes: 'requests are counted but never refused; use a fault switch',
    },
    call => {
      const full = (limit: number) => ({
        limit,
        remaining: limit,
        used: 0,
        reset: Math.ceil(Date.now() / 1000) + 3600,
      });
      const core = call.rateLimit;
      return ok({
        resources: {
          core,
          search: full(30),
          graphql: full(5000),
        },
        rate: core,
      });
    },
  ),
];
