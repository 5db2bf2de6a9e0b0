import { parse, stringify } from 'yaml';
import type { SandboxEndpoints } from './SandboxEndpoints';
import { toPortalConfig } from './toPortalConfig';

const endpoints: SandboxEndpoints = {
  github: {
    url: 'http://localhost:7100',
    apiUrl: 'http://localhost:7100/api/v3',
    graphqlUrl: 'http://localhost:7100/api/graphql',
    organization: 'sandbox',
    token: 'portal-token',
    oauth: { clientId: 'client', clientSecret: 'secret' },
    webhookSecret: 'hook-secret',
  },
  clusters: [
    { name: 'platform', url: 'http://localhost:7110', token: 'p' },
    { name: 'production', url: 'http://localhost:7111', token: 'q' },
  ],
  registry: { url: 'http://localhost:7120', host: 'localhost:7120' },
  console: { url: 'http://localhost:7130' },
  users: [
    {
      login: 'developer',
      name: 'Developer',
      email: 'developer@example.com',
      groups: ['team-alpha'],
      token: 'd',
    },
    {
      login: 'sre',
      name: 'Site reliability engineer',
      email: 'sre@example.com',
      groups: ['sre-team'],
      token: 's',
    },
  ],
};

describe('toPortalConfig', () => {
  it('points every part of the portal at the sandbox', () => {
    const config = toPortalConfig(endpoints);

    expect(config.integrations.github).toEqual([
      {
        host: 'localhost:7100',
        apiBaseUrl: 'http://localhost:7100/api/v3',
        token: 'portal-token',
      },
    ]);
    expect(config.auth.providers.github.development).toMatchObject({
      clientId: 'client',
      clientSecret: 'secret',
      enterpriseInstanceUrl: 'http://localhost:7100',
    });
    expect(config.kubernetes.clusterLocatorMethods[0].clusters).toEqual([
      {
        name: 'platform',
        url: 'http://localhost:7110',
        authProvider: 'serviceAccount',
        serviceAccountToken: 'p',
      },
      {
        name: 'production',
        url: 'http://localhost:7111',
        authProvider: 'serviceAccount',
        serviceAccountToken: 'q',
      },
    ]);
    expect(config.idp.github).toEqual({
      host: 'localhost:7100',
      organization: 'sandbox',
      writeSpacing: '0s',
    });
    expect(config.idp.orders).toEqual({
      repository: 'sandbox/catalog-orders',
      autoMerge: [
        {
          kinds: [
            'DNSRecord.network.openportal.dev',
            'Whoami.apps.openportal.dev',
          ],
          namespaces: ['team-alpha'],
        },
      ],
    });
    expect(config.deploy.registries).toEqual([
      { host: 'localhost:7120', insecure: true },
    ]);
    expect(config.deploy).toMatchObject({
      argocd: { cluster: 'platform' },
      flux: { clusters: ['platform'] },
      kubernetes: { clusters: ['platform', 'production'] },
      crossplane: {
        clusters: ['platform'],
        kinds: [
          expect.objectContaining({ xrd: 'whoamis.apps.openportal.dev' }),
        ],
      },
    });
    expect(config.scaffolder.defaultEnvironment.parameters).toMatchObject({
      registry: 'localhost:7120',
      githubHost: 'localhost:7100',
    });
    expect(parse(stringify(config))).toEqual(config);
  });

  it('brings the components of the samples where they are', () => {
    const targets = (samples?: boolean) =>
      toPortalConfig(endpoints, { samples }).catalog.locations.map(
        ({ target }) => target,
      );
    const services = '../../packages/sandbox/catalog/services.yaml';
    expect(targets()).not.toContain(services);
    expect(targets(true)).toEqual([...targets(), services]);
  });

  it('brings the credentials of a registry that asks for them', () => {
    const config = toPortalConfig({
      ...endpoints,
      registry: { ...endpoints.registry, username: 'u', password: 'p' },
    });
    expect(config.deploy.registries).toEqual([
      { host: 'localhost:7120', insecure: true, username: 'u', password: 'p' },
    ]);
  });
});
