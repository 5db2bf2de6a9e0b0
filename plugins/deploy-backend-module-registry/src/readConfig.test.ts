import { ConfigReader } from '@backstage/config';
import { readRegistriesConfig } from './readConfig';

function read(registries: unknown) {
  return readRegistriesConfig(
    new ConfigReader({ deploy: { registries } } as never),
  );
}

describe('readRegistriesConfig', () => {
  it('fills in what is left out', () => {
    expect(readRegistriesConfig(new ConfigReader({}))).toEqual([]);
    expect(
      read([
        { host: 'GHCR.io', username: 'bot', password: 'secret' },
        { host: 'localhost:7120', insecure: true, timeout: 500 },
        { host: 'docker.io' },
        { host: 'registry.gitlab.com', tokenHost: 'gitlab.com' },
      ]),
    ).toEqual([
      {
        host: 'ghcr.io',
        baseUrl: 'https://ghcr.io',
        insecure: false,
        tokenHost: 'ghcr.io',
        credentials: { username: 'bot', password: 'secret' },
        timeoutMilliseconds: 10000,
      },
      expect.objectContaining({
        baseUrl: 'http://localhost:7120',
        insecure: true,
        timeoutMilliseconds: 500,
      }),
      expect.objectContaining({
        host: 'docker.io',
        baseUrl: 'https://registry-1.docker.io',
        tokenHost: 'auth.docker.io',
      }),
      expect.objectContaining({ tokenHost: 'gitlab.com' }),
    ]);
  });

  it('refuses entries that cannot work', () => {
    expect(() => read([{ host: 'https://ghcr.io/v2' }])).toThrow(
      "'https://ghcr.io/v2' in deploy.registries (host) must be a host name",
    );
    expect(() => read([{ host: 'ghcr.io', username: 'bot' }])).toThrow(
      'needs both username and password',
    );
    expect(() => read([{ host: 'ghcr.io' }, { host: 'GHCR.io' }])).toThrow(
      "'ghcr.io' is listed twice",
    );
  });
});
