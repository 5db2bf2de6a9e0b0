import type { RegistryContext, RegistryRoute } from '../RegistryRoute';
import { RegistryError } from '../errors';
import { pageOf } from '../page';

/** The version check and the two lists: repositories and tags. */
export function listingRoutes({ index }: RegistryContext): RegistryRoute[] {
  return [
    {
      method: 'get',
      path: '/v2/',
      summary: 'Whether this is a registry, and how to sign in',
      pattern: /^\/v2\/?$/,
      async handle(_request, response) {
        response.json({});
      },
    },
    {
      method: 'get',
      path: '/v2/_catalog',
      summary: 'List repositories, by pages with `n` and `last`',
      pattern: /^\/v2\/_catalog\/?$/,
      async handle(request, response) {
        const page = pageOf(
          index.repositories(),
          '/v2/_catalog',
          request.query,
        );
        if (page.link) response.set('Link', page.link);
        response.json({ repositories: page.names });
      },
    },
    {
      method: 'get',
      path: '/v2/<name>/tags/list',
      summary: 'List tags, by pages with `n` and `last`',
      pattern: /^\/v2\/(.+)\/tags\/list$/,
      async handle(request, response) {
        const name = request.params[0];
        if (!index.hasRepository(name)) {
          throw new RegistryError(
            'NAME_UNKNOWN',
            'repository name not known to registry',
            { detail: { name } },
          );
        }
        const page = pageOf(
          index.tags(name),
          `/v2/${name}/tags/list`,
          request.query,
        );
        if (page.link) response.set('Link', page.link);
        response.json({ name, tags: page.names });
      },
    },
  ];
}
