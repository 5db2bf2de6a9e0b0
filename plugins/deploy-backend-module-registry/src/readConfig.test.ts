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
        storageHosts: [],
        signIn: { kind: 'password', username: 'bot', password: 'secret' },
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
    for (const timeout of [0, -1, 1_000_000]) {
      expect(() => read([{ host: 'ghcr.io', timeout }])).toThrow(
        `has 'timeout: ${timeout}': give milliseconds, at most 120000`,
      );
    }
  });

  it('chooses how to sign in', () => {
    const signIn = (registry: object) =>
      read([{ host: 'ghcr.io', ...registry }])[0].signIn;
    expect(signIn({})).toEqual({ kind: 'anonymous' });
    expect(signIn({ authentication: 'github' })).toEqual({
      kind: 'github',
      githubHost: 'github.com',
    });
    expect(
      read([{ host: '123456789012.dkr.ecr.eu-west-1.amazonaws.com' }])[0]
        .signIn,
    ).toEqual({ kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' });
    expect(
      signIn({
        authentication: 'ecr',
        ecr: { accountId: '210987654321', region: 'eu-west-2' },
      }),
    ).toMatchObject({ accountId: '210987654321', region: 'eu-west-2' });
    expect(() => signIn({ authentication: 'ecr' })).toThrow(
      'needs ecr.accountId and ecr.region',
    );
    expect(() => signIn({ authentication: 'magic' })).toThrow(
      "'authentication: magic': use ecr or github",
    );
    expect(() =>
      signIn({ authentication: 'ecr', username: 'a', password: 'b' }),
    ).toThrow('give one of them');
  });
});
