import { createSource } from '../__testUtils__/createSource';
import { image, serve } from '../__testUtils__/serve';

const built = image({
  created: '2026-03-01T10:00:00Z',
  labels: { 'org.opencontainers.image.revision': 'f'.repeat(40) },
});
const basic = `Basic ${Buffer.from('x-access-token:token of GitHub').toString(
  'base64',
)}`;

async function world(options: { packages: boolean }) {
  const api = await serve(request => {
    if (request.headers.authorization !== 'Bearer token of GitHub') {
      return { status: 401 };
    }
    const path = '/users/acme/packages/container/apps%2Forders/versions';
    return options.packages && request.url?.startsWith(path)
      ? {
          body: JSON.stringify([
            {
              name: built.digest,
              created_at: '2026-03-02T10:00:00Z',
              metadata: { container: { tags: ['latest', 'v2'] } },
            },
            {
              name: `sha256:${'1'.repeat(64)}`,
              created_at: '2026-03-01T10:00:00Z',
              metadata: { container: { tags: [] } },
            },
          ]),
        }
      : { status: 404 };
  });
  const registry = await serve(request => {
    if (request.url?.startsWith('/token')) {
      return request.headers.authorization === basic
        ? { body: JSON.stringify({ token: 'pull', expires_in: 300 }) }
        : { status: 403 };
    }
    if (request.headers.authorization !== 'Bearer pull') {
      return {
        status: 401,
        headers: {
          'www-authenticate': `Bearer realm="http://${request.headers.host}/token",service="ghcr"`,
        },
      };
    }
    const answers: Record<string, string> = {
      '/v2/acme/apps/orders/tags/list?n=500': '{"tags":["v2"]}',
      '/v2/acme/apps/orders/manifests/v2': built.manifest,
      [`/v2/acme/apps/orders/manifests/${built.digest}`]: built.manifest,
      [`/v2/acme/apps/orders/blobs/${built.configDigest}`]: built.config,
    };
    const body = answers[request.url ?? ''];
    return body ? { body } : { status: 404 };
  });
  return {
    api,
    registry,
    repository: `${registry.host}/acme/apps/orders`,
    source: createSource(
      {
        host: registry.host,
        insecure: true,
        authentication: 'github',
        githubHost: 'github.test',
      },
      {
        integrations: {
          github: [
            {
              host: 'github.test',
              apiBaseUrl: `http://${api.host}`,
              token: 'token of GitHub',
            },
          ],
        },
      },
    ),
    close: async () => {
      await api.close();
      await registry.close();
    },
  };
}

describe('the registry of GitHub, with the credentials of its integration', () => {
  it('is signed in to, and lists with one question', async () => {
    const { source, api, registry, repository, close } = await world({
      packages: true,
    });
    await expect(source.exists(`${repository}:v2`)).resolves.toEqual({
      state: 'present',
      digest: built.digest,
    });
    const before = registry.requests.length;
    await expect(source.list(repository)).resolves.toMatchObject([
      {
        digest: built.digest,
        version: 'v2',
        tags: ['latest', 'v2'],
        builtAt: '2026-03-02T10:00:00.000Z',
      },
    ]);
    expect(registry.requests).toHaveLength(before);
    expect(api.requests).toHaveLength(2);
    // What was read of an image is known in lists.
    await source.get(`${repository}:v2`);
    await expect(source.list(repository)).resolves.toMatchObject([
      { sourceCommit: 'f'.repeat(40) },
    ]);
    await close();
  });

  it('is listed by its tags where the token may not see packages', async () => {
    const { source, repository, close } = await world({ packages: false });
    await expect(source.list(repository)).resolves.toMatchObject([
      { digest: built.digest, version: 'v2', sourceCommit: 'f'.repeat(40) },
    ]);
    await close();
  });
});
