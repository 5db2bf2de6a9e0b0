import { join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { endedError, startSupervised } from '../lib/supervised.mjs';

const program = join(
  root,
  'packages',
  'sandbox',
  'bin',
  'openportal-bench-deploy',
);

/** How many teams own the applications. */
export const TEAMS = 10;

/** Starts a GitHub, a registry and a cluster in a process of their own, with everything that is deployed there. */
export async function startDeployWorld({ apps, envs, users, env, processes }) {
  let announce;
  const announced = new Promise(resolve => {
    announce = resolve;
  });
  const servers = startSupervised({
    name: 'The sandbox',
    logName: 'bench-deploy-world',
    command: process.execPath,
    args: [program, String(apps), String(envs), String(users)],
    env,
    onLine: line => announce(JSON.parse(line)),
  });
  processes.push(servers);
  const world = await Promise.race([
    announced,
    servers.exited.then(code => {
      throw endedError(servers, code);
    }),
  ]);
  return {
    ...world,
    /** How many requests GitHub had so far. */
    async githubRequests() {
      return (await (await fetch(`${world.controlUrl}/traffic`)).json()).github;
    },
    /** The newest requests at GitHub, at most 100. */
    async newestRequests(count) {
      const { newest } = await (
        await fetch(`${world.controlUrl}/traffic`)
      ).json();
      return count > 0 ? newest.slice(-count) : [];
    },
    /** Lets the cluster apply what git says, and resolves with when it did. */
    async apply(app, environment) {
      const response = await fetch(
        `${world.controlUrl}/apply?app=${app}&environment=${environment}`,
        { method: 'POST' },
      );
      if (!response.ok) {
        throw new Error(`Applying ${app} failed: ${await response.text()}`);
      }
      return response.json();
    },
  };
}

/** The catalog of that world: the applications, the teams that own them and the people. */
export function worldEntities(world, users) {
  const { host } = new URL(world.github.url);
  const { organization } = world.github;
  const located = (entity, location) => ({
    locationKey: 'bench',
    entity: {
      apiVersion: 'backstage.io/v1alpha1',
      ...entity,
      metadata: {
        ...entity.metadata,
        annotations: {
          ...entity.metadata.annotations,
          'backstage.io/managed-by-location': location,
          'backstage.io/managed-by-origin-location': location,
        },
      },
    },
  });
  return [
    ...Array.from({ length: TEAMS }, (_, index) =>
      located(
        {
          kind: 'Group',
          metadata: { name: `team-${index}` },
          spec: { type: 'team', children: [] },
        },
        'url:http://bench.example/teams',
      ),
    ),
    ...Array.from({ length: users }, (_, index) =>
      located(
        {
          kind: 'User',
          metadata: { name: `user-${index}` },
          spec: { memberOf: [`team-${index % TEAMS}`] },
        },
        'url:http://bench.example/people',
      ),
    ),
    ...world.applications.map((name, index) =>
      located(
        {
          kind: 'Component',
          metadata: {
            name,
            title: `Application ${index}`,
            annotations: {
              'github.com/project-slug': `${organization}/idp-${name}`,
              'argocd/app-name': `idp-${name}`,
              'openportal.dev/image': `${world.registry.host}/${organization}/app`,
            },
          },
          spec: {
            type: 'service',
            lifecycle: 'production',
            owner: `team-${index % TEAMS}`,
          },
        },
        `url:http://${host}/${organization}/idp-${name}/blob/main/catalog-info.yaml`,
      ),
    ),
  ];
}

/** The configuration of a portal of that world. */
export function worldConfig(world) {
  const { github, cluster, registry, environments } = world;
  const { host } = new URL(github.url);
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
    catalog: {
      locations: [],
      providers: {},
      rules: [{ allow: ['Component', 'Group', 'User'] }],
    },
    idp: {
      github: { host, organization: github.organization },
      orders: { repository: `${github.organization}/orders` },
    },
    kubernetes: {
      serviceLocatorMethod: { type: 'multiTenant' },
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: [
            {
              name: cluster.name,
              url: cluster.url,
              authProvider: 'serviceAccount',
              serviceAccountToken: cluster.token,
            },
          ],
        },
      ],
    },
    deploy: {
      environments: environments.map(name => ({ name })),
      argocd: { cluster: cluster.name, namespace: 'argocd' },
      registries: [{ host: registry.host, insecure: true }],
    },
  };
}

/** The path of an application in the API. */
export function pathOf(app) {
  return `/entities/component/default/${app}`;
}
