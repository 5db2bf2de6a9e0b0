import type { SandboxEndpoints } from './SandboxEndpoints';

/** The cluster where Argo CD, Flux and Crossplane run. */
const platformCluster = 'platform';

/**
 * The configuration that makes a portal work against the sandbox. It goes on
 * top of the portal's own: it says where things are and how to sign in there, not
 * how the portal behaves.
 *
 * @param options - `samples`: with the components of the seed `samples` that have no repository of their own
 * @public
 */
export function toPortalConfig(
  endpoints: SandboxEndpoints,
  options: { samples?: boolean } = {},
) {
  const { github, clusters, registry } = endpoints;
  const host = new URL(github.url).host;
  const ordersRepository = `${github.organization}/catalog-orders`;
  const teams = [...new Set(endpoints.users.flatMap(user => user.groups))]
    .filter(group => group.startsWith('team-'))
    .sort();

  return {
    integrations: {
      github: [{ host, apiBaseUrl: github.apiUrl, token: github.token }],
    },
    auth: {
      environment: 'development',
      providers: {
        github: {
          development: {
            ...github.oauth,
            enterpriseInstanceUrl: github.url,
            signIn: {
              resolvers: [{ resolver: 'usernameMatchingUserEntityName' }],
            },
          },
        },
      },
    },
    kubernetes: {
      serviceLocatorMethod: { type: 'multiTenant' },
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: clusters.map(cluster => ({
            name: cluster.name,
            url: cluster.url,
            authProvider: 'serviceAccount',
            serviceAccountToken: cluster.token,
          })),
        },
      ],
    },
    idp: {
      github: {
        host,
        organization: github.organization,
        // GitHub asks for a second between writes; the stand-in does not.
        writeSpacing: '0s',
      },
      orders: {
        repository: ordersRepository,
        autoMerge: [
          {
            kinds: [
              'DNSRecord.network.openportal.dev',
              'Whoami.apps.openportal.dev',
            ],
            namespaces: teams,
          },
        ],
      },
    },
    catalog: {
      // A list replaces the one of the files before: the portal's own, and the people.
      locations: [
        {
          type: 'file',
          target: '../../templates/all.yaml',
          rules: [{ allow: ['Location', 'Template'] }],
        },
        { type: 'file', target: '../../catalog-info.yaml' },
        {
          type: 'file',
          target: '../../packages/sandbox/catalog/organization.yaml',
          rules: [{ allow: ['Group', 'User'] }],
        },
        ...(options.samples
          ? [
              {
                type: 'file',
                target: '../../packages/sandbox/catalog/services.yaml',
              },
            ]
          : []),
      ],
      providers: {
        crossplane: {
          default: {
            clusters: [platformCluster],
            defaultOwner: 'group:default/platform-team',
          },
        },
        github: {
          sandbox: {
            host,
            organization: github.organization,
            catalogPath: '/catalog-info.yaml',
            filters: { branch: 'main', repository: '^(idp|flux)-.*$' },
            schedule: {
              frequency: { seconds: 30 },
              timeout: { minutes: 1 },
            },
          },
        },
      },
    },
    deploy: {
      argocd: { cluster: platformCluster, namespace: 'argocd' },
      flux: { clusters: [platformCluster], namespace: 'flux-system' },
      kubernetes: { clusters: clusters.map(({ name }) => name) },
      crossplane: {
        clusters: [platformCluster],
        kinds: [
          {
            xrd: 'whoamis.apps.openportal.dev',
            version: 'v1alpha1',
            image: 'spec.image',
          },
        ],
      },
      registries: [
        {
          host: registry.host,
          insecure: true,
          ...(registry.username !== undefined && {
            username: registry.username,
            password: registry.password,
          }),
        },
      ],
    },
    scaffolder: {
      defaultEnvironment: {
        parameters: {
          githubHost: host,
          organization: github.organization,
          registry: registry.host,
          domain: 'apps.localhost',
          ordersRepository,
        },
      },
    },
  };
}
