import { createSource } from './__testUtils__/createSource';
import { Answer, digestOf, image, serve } from './__testUtils__/serve';

const built = image({
  created: '2026-03-01T10:00:00Z',
  labels: {
    'org.opencontainers.image.revision': 'f'.repeat(40),
    'org.opencontainers.image.source': 'https://github.com/acme/orders',
  },
});
const older = image({ created: '2026-02-01T10:00:00Z' });

/** Answers the paths of the distribution API from a table. */
function tableOf(entries: Record<string, Answer>) {
  return (path: string): Answer =>
    entries[path] ?? { status: 404, body: '{"errors":[]}' };
}

const table = tableOf({
  '/v2/': { body: '{}' },
  '/v2/acme/orders/manifests/v2': { body: built.manifest },
  '/v2/acme/orders/manifests/latest': { body: built.manifest },
  '/v2/acme/orders/manifests/v1': { body: older.manifest },
  [`/v2/acme/orders/manifests/${built.digest}`]: { body: built.manifest },
  [`/v2/acme/orders/manifests/${older.digest}`]: { body: older.manifest },
  [`/v2/acme/orders/manifests/sha256:${'0'.repeat(64)}`]: {
    body: older.manifest,
  },
  [`/v2/acme/orders/blobs/${built.configDigest}`]: { body: built.config },
  [`/v2/acme/orders/blobs/${older.configDigest}`]: { body: older.config },
  '/v2/acme/orders/tags/list?n=500': {
    body: JSON.stringify({ tags: ['gone', 'latest', 'sha256-abc.sig', 'v1'] }),
    headers: { link: '</v2/acme/orders/tags/list?n=500&last=v1>; rel="next"' },
  },
  '/v2/acme/orders/tags/list?n=500&last=v1': {
    body: JSON.stringify({ tags: ['v2'] }),
  },
});

const credentials = { username: 'portal', password: 'correct horse' };
const basic = `Basic ${Buffer.from('portal:correct horse').toString('base64')}`;

async function world(options: {
  answer: (path: string, authorization?: string) => Answer | undefined;
  timeoutMilliseconds?: number;
  tokenHost?: string;
  credentials?: { username: string; password: string };
}) {
  const server = await serve(request =>
    options.answer(request.url ?? '', request.headers.authorization),
  );
  const source = createSource({
    host: server.host,
    insecure: true,
    ...(options.tokenHost && { tokenHost: options.tokenHost }),
    timeout: options.timeoutMilliseconds ?? 5000,
    ...options.credentials,
  });
  return {
    source,
    server,
    repository: `${server.host}/acme/orders`,
  };
}

describe('RegistryArtifactSource', () => {
  it('tells whether an image is there, and what it was built from', async () => {
    const { source, repository, server } = await world({ answer: table });

    expect(source.supports(repository)).toBe(true);
    expect(source.supports('ghcr.io/acme/orders')).toBe(false);
    expect(source.supports('Not An Image')).toBe(false);
    await expect(source.exists(`${repository}:v2`)).resolves.toEqual({
      state: 'present',
      digest: built.digest,
    });
    await expect(
      source.exists(`${repository}:moved@${built.digest}`),
    ).resolves.toEqual({ state: 'present', digest: built.digest });
    await expect(source.exists(`${repository}:v3`)).resolves.toEqual({
      state: 'missing',
    });
    await expect(source.get(`${repository}:v3`)).resolves.toBeUndefined();
    await expect(source.get(`${repository}:v2`)).resolves.toEqual({
      repository,
      digest: built.digest,
      tags: ['v2'],
      image: `${repository}:v2@${built.digest}`,
      version: 'v2',
      sourceCommit: 'f'.repeat(40),
      sourceUrl: 'https://github.com/acme/orders',
      builtAt: '2026-03-01T10:00:00.000Z',
    });
    await expect(
      source.exists('ghcr.io/acme/orders:v2'),
    ).resolves.toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('not in deploy.registries'),
    });
    await server.close();
  });

  it('lists builds newest first, each once, over all pages', async () => {
    const { source, repository, server } = await world({ answer: table });

    const artifacts = await source.list(repository);

    expect(artifacts.map(({ version, tags }) => ({ version, tags }))).toEqual([
      { version: 'v2', tags: ['v2', 'latest'] },
      { version: 'v1', tags: ['v1'] },
    ]);
    await expect(source.list(repository, { limit: 1 })).resolves.toHaveLength(
      1,
    );
    await server.close();
  });

  it('reads an image index by its Linux image', async () => {
    const index = JSON.stringify({
      manifests: [
        { digest: older.digest, platform: { os: 'unknown' } },
        {
          digest: built.digest,
          platform: { os: 'linux', architecture: 'amd64' },
        },
      ],
    });
    const { source, repository, server } = await world({
      answer: path =>
        path.endsWith('/manifests/multi') ||
        path.endsWith(`/manifests/${digestOf(index)}`)
          ? { body: index }
          : table(path),
    });

    const artifact = await source.get(`${repository}:multi`);

    expect(artifact?.sourceCommit).toBe('f'.repeat(40));
    expect(artifact?.digest).not.toBe(built.digest);
    await server.close();
  });

  it('believes no registry that has other content for a digest, or a digest that is none', async () => {
    const wrong = `sha256:${'0'.repeat(64)}`;
    const { source, repository, server } = await world({
      answer: path => ({
        ...table(path),
        headers: {
          'docker-content-digest': path.endsWith(wrong) ? built.digest : 'none',
        },
      }),
    });

    await expect(source.exists(`${repository}@${wrong}`)).resolves.toEqual({
      state: 'unknown',
      reason: expect.stringContaining(`with the content of '${built.digest}'`),
    });
    await expect(source.get(`${repository}@${wrong}`)).rejects.toThrow(
      'with the content of',
    );
    await expect(source.exists(`${repository}:v2`)).resolves.toEqual({
      state: 'present',
      digest: built.digest,
    });
    await server.close();
  });

  it('does not take other content for a digest', async () => {
    const { source, repository, server } = await world({ answer: table });

    await expect(
      source.get(`${repository}@sha256:${'0'.repeat(64)}`),
    ).rejects.toThrow(`with the content of '${older.digest}'`);
    await server.close();
  });

  it('signs in with a password', async () => {
    const { source, repository, server } = await world({
      credentials,
      answer: (path, authorization) =>
        authorization === basic
          ? table(path)
          : { status: 401, headers: { 'www-authenticate': 'Basic realm="r"' } },
    });

    await expect(source.exists(`${repository}:v2`)).resolves.toMatchObject({
      state: 'present',
    });
    await server.close();
  });

  it('signs in with a token and fetches a new one when it is refused', async () => {
    let valid = 'Bearer first';
    const { source, repository, server } = await world({
      credentials,
      answer: (path, authorization) => {
        if (path.startsWith('/token?')) {
          return {
            body: JSON.stringify({ token: valid.slice(7), expires_in: 300 }),
          };
        }
        return authorization === valid
          ? table(path)
          : {
              status: 401,
              headers: {
                'www-authenticate': `Bearer realm="http://${server.host}/token",service="registry"`,
              },
            };
      },
    });

    await source.exists(`${repository}:v2`);
    await source.exists(`${repository}:v2`);
    expect(
      server.requests.filter(({ url }) => url.startsWith('/token')),
    ).toEqual([
      {
        method: 'GET',
        url: '/token?service=registry&scope=repository%3Aacme%2Forders%3Apull',
        authorization: basic,
      },
    ]);
    valid = 'Bearer second';
    await expect(source.exists(`${repository}:v2`)).resolves.toMatchObject({
      state: 'present',
    });
    await server.close();
  });

  it('sends its password to no other host', async () => {
    const thief = await serve(() => ({ body: '{"token":"x"}' }));
    const { source, repository, server } = await world({
      credentials,
      answer: () => ({
        status: 401,
        headers: {
          'www-authenticate': `Bearer realm="http://${thief.host}/token"`,
        },
      }),
    });

    await expect(source.exists(`${repository}:v2`)).resolves.toEqual({
      state: 'unknown',
      reason: expect.stringContaining(
        `sends sign-in to '${thief.host}'; set tokenHost`,
      ),
    });
    expect(thief.requests).toEqual([]);
    await server.close();
    await thief.close();
  });

  it('does not follow redirects into the inner network', async () => {
    const inner = await serve(() => ({ body: built.manifest }));
    const { source, repository, server } = await world({
      answer: () => ({
        status: 307,
        headers: { location: `http://${inner.host}/v2/` },
      }),
    });

    await expect(source.exists(`${repository}:v2`)).resolves.toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('redirects to a host'),
    });
    expect(inner.requests).toEqual([]);
    await server.close();
    await inner.close();
  });
});

describe('what is attached to an image', () => {
  it('tells what a scan found, the newest one', async () => {
    const referrers = (manifests: object[]) =>
      JSON.stringify({ schemaVersion: 2, manifests });
    const attached = (created: string, critical: string, type?: string) => ({
      digest: built.digest,
      artifactType: type ?? 'application/vnd.openportal.scan.v1',
      annotations: {
        'org.opencontainers.image.created': created,
        'dev.openportal.scan.critical': critical,
      },
    });
    const { source, repository, server } = await world({
      answer: path =>
        path.startsWith(`/v2/acme/orders/referrers/${built.digest}`)
          ? {
              body: referrers([
                attached('2026-03-01', '3'),
                attached('2026-03-02', '1'),
                attached('2026-03-03', '9', 'application/vnd.other'),
              ]),
            }
          : table(path),
    });
    await expect(source.get(`${repository}:v2`)).resolves.toMatchObject({
      scan: { findings: { critical: 1 } },
    });
    await server.close();
  });
});
