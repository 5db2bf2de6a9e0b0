import { ConfigReader } from '@backstage/config';
import { readIdpConfig } from './readIdpConfig';

const github = { host: 'github.com', organization: 'acme' };

describe('readIdpConfig', () => {
  it('has defaults for everything but the organization', () => {
    expect(readIdpConfig(new ConfigReader({ idp: { github } }))).toEqual({
      github,
      environments: ['development', 'qa', 'staging', 'prod'],
      repositories: {
        prefix: 'idp-',
        visibility: 'private',
        reservedNames: expect.arrayContaining(['argocd', 'default']),
      },
    });
    expect(() => readIdpConfig(new ConfigReader({}))).toThrow('idp.github');
  });

  it('reads every key', () => {
    const idp = {
      github,
      repositories: {
        prefix: 'svc-',
        visibility: 'internal',
        reservedNames: ['platform'],
        webhook: { url: 'https://portal/hook', secret: 's', events: ['push'] },
      },
      orders: {
        repository: 'acme/catalog-orders',
        path: '{namespace}/{name}.yaml',
        baseBranch: 'trunk',
        autoMerge: [{ kinds: ['DNSRecord'], namespaces: ['team-alpha'] }],
      },
    };
    const deploy = { environments: [{ name: 'test' }, { name: 'live' }] };
    expect(readIdpConfig(new ConfigReader({ idp, deploy }))).toEqual({
      ...idp,
      orders: expect.objectContaining({
        host: 'github.com',
        repository: 'acme/catalog-orders',
        path: '{namespace}/{name}.yaml',
      }),
      environments: ['test', 'live'],
    });
  });

  it('names the key that is wrong', () => {
    expect(() =>
      readIdpConfig(
        new ConfigReader({
          idp: { github, repositories: { visibility: 'secret' } },
        }),
      ),
    ).toThrow(
      'Configuration key "idp.repositories.visibility" is "secret". Set it to one of private, internal, public.',
    );
  });
});
