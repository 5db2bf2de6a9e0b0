import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createSource } from './__testUtils__/createSource';
import { Answer, serve } from './__testUtils__/serve';
import { readRegistriesConfig } from './readConfig';
import { RegistryArtifactSource } from './RegistryArtifactSource';

/**
 * @param timeoutMilliseconds - short only where the server never answers: a
 * busy machine may take longer than that over an answer that does come
 */
function sourceFor(host: string, timeoutMilliseconds = 20_000) {
  return createSource({ host, insecure: true, timeout: timeoutMilliseconds });
}

describe('C10: a registry that cannot tell', () => {
  const cases: Array<[string, Answer | undefined, string]> = [
    ['401', { status: 401 }, 'refuses access'],
    ['403', { status: 403 }, 'check username and password'],
    [
      '429',
      { status: 429, headers: { 'retry-after': '30' } },
      'try again in 30 s',
    ],
    ['500', { status: 500 }, 'answered 500'],
    ['no answer', undefined, 'did not answer within 100 ms'],
    [
      'endless redirects',
      { status: 302, headers: { location: '/v2/again' } },
      'redirects more than 3 times',
    ],
  ];

  it.each(cases)(
    'says unknown and never missing on %s',
    async (_name, answer, reason) => {
      const server = await serve(() => answer);
      const source = sourceFor(server.host, answer ? undefined : 100);
      const image = `${server.host}/acme/orders:v1`;

      await expect(source.exists(image)).resolves.toEqual({
        state: 'unknown',
        reason: expect.stringContaining(reason),
      });
      await expect(source.get(image)).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
      });
      await server.close();
    },
  );

  it.each([
    ['a gateway in front of one that is down', 404],
    ['a registry whose API fails', 503],
  ])(
    'does not take the 404 of %s for the word of a registry',
    async (_name, status) => {
      const server = await serve(({ url }) => ({
        status: url === '/v2/' ? status : 404,
      }));
      const source = sourceFor(server.host);
      const image = `${server.host}/acme/orders@sha256:${'a'.repeat(64)}`;

      await expect(source.exists(image)).resolves.toEqual({
        state: 'unknown',
        reason: expect.stringContaining(`and ${status} for '/v2/'`),
      });
      await expect(source.get(image)).rejects.toThrow('check the host');
      await server.close();
    },
  );

  it('takes the 404 of a registry that asks for a password at its door for its word', async () => {
    const server = await serve(({ url }) => ({
      status: url === '/v2/' ? 401 : 404,
    }));
    await expect(
      sourceFor(server.host).exists(`${server.host}/acme/orders:v1`),
    ).resolves.toEqual({ state: 'missing' });
    await server.close();
  });

  it('gives up in time where nobody gives it a token', async () => {
    const server = await serve(() => ({
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="r"' },
    }));
    const [registry] = readRegistriesConfig(
      new ConfigReader({
        deploy: {
          registries: [
            {
              host: server.host,
              insecure: true,
              timeout: 100,
              authentication: 'ecr',
              ecr: { accountId: '123456789012', region: 'eu-central-1' },
            },
          ],
        },
      }),
    );
    const source = new RegistryArtifactSource({
      registries: [registry],
      integrations: ScmIntegrations.fromConfig(new ConfigReader({})),
      // As on a machine whose metadata service does not answer.
      aws: { getCredentialProvider: () => new Promise(() => {}) },
      logger: mockServices.logger.mock(),
    });
    const image = `${server.host}/acme/orders`;
    await expect(source.exists(`${image}:v1`)).resolves.toEqual({
      state: 'unknown',
      reason: expect.stringContaining('did not answer within 100 ms'),
    });
    await expect(source.list(image)).rejects.toThrow(
      'did not answer within 100 ms',
    );
    await server.close();
  });

  it('says unknown when the registry is down', async () => {
    const server = await serve(() => undefined);
    await server.close();

    await expect(
      sourceFor(server.host).exists(`${server.host}/acme/orders:v1`),
    ).resolves.toEqual({
      state: 'unknown',
      reason: expect.stringContaining('cannot be reached'),
    });
  });

  it.each([
    ['not JSON', '<html>', 'is not JSON'],
    ['another shape', '{"config":{"digest":"x"}}', 'unexpected shape'],
    ['too much', 'x'.repeat(5 * 1024 * 1024), 'is larger than'],
  ])('refuses an answer that is %s', async (_name, body, reason) => {
    const server = await serve(() => ({ body }));

    await expect(
      sourceFor(server.host).get(`${server.host}/acme/orders:v1`),
    ).rejects.toThrow(reason);
    await server.close();
  });
});
