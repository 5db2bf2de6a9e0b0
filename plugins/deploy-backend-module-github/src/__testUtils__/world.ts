import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createOctokit } from '@openportal/github-node';
import { Sandbox, toPortalConfig } from '@openportal/sandbox';
import { DesiredChange, DeployTarget } from '@openportal/plugin-deploy-node';
import { GithubAccess } from '../access/GithubAccess';
import { ManifestDesiredState } from '../ManifestDesiredState';

export const repository = 'localhost:7120/sandbox/idp-orders';
export const images = ['a', 'b', 'c', 'd'].map(
  letter =>
    `${repository}:sha-${letter.repeat(40)}@sha256:${letter.repeat(64)}`,
) as [string, string, string, string];

/** A manifest with everything that an edit must leave alone. */
export function manifest(image: string): string {
  return [
    '# Written by hand: keep the comments.',
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: { name: orders }',
    'spec:',
    '  template:',
    '    spec:',
    '      containers:',
    '        - name: app',
    `          image: "${image}"   # promoted by the portal`,
    '          env: [{ name: A, value: &a "1" }, { name: B, value: *a }]',
    '---',
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata: { name: orders }',
    '',
  ].join('\r\n');
}

let counter = 0;

/** A repository of its own in a running sandbox, with a portal that works on it. */
export async function createWorld(sandbox: Sandbox) {
  counter += 1;
  const { github, endpoints } = sandbox;
  const owner = endpoints.github.organization;
  const name = `idp-orders-${counter}`;
  await github.createRepository({
    owner,
    name,
    actor: 'platform-engineer',
    visibility: 'private',
  });
  github.grantTeam(owner, name, 'team-alpha', 'write');
  const config = new ConfigReader(toPortalConfig(endpoints));
  const integrations = ScmIntegrations.fromConfig(config);
  const { host } = new URL(endpoints.github.url);
  const target: DeployTarget = {
    entityRef: 'component:default/orders',
    name: 'orders',
    environment: 'qa',
    repository: { owner, name },
    manifestPath: 'environments/qa',
    imageRepository: repository,
    namespace: 'orders-qa',
    annotations: {},
  };
  const createAccess = () =>
    new GithubAccess({
      integrations,
      defaultHost: host,
      logger: mockServices.logger.mock(),
    });
  const file = 'environments/qa/deployment.yaml';
  const commit = (options: {
    message?: string;
    author?: string;
    branch?: string;
    files: Record<string, string | undefined>;
  }) =>
    github.seedCommit({
      owner,
      name,
      message: 'Work by hand',
      author: 'developer',
      ...options,
    });
  await commit({
    message: 'Add orders',
    files: {
      'README.md': '# orders\n',
      [file]: manifest(images[0]),
      'environments/qa/kustomization.yaml':
        'resources: [../../deploy]\npatches: [{ path: deployment.yaml }]\n',
    },
  });
  return {
    owner,
    name,
    file,
    target,
    commit,
    github,
    createAccess,
    desiredState: new ManifestDesiredState({ access: createAccess() }),
    /** GitHub as a person sees it. */
    as: (login: string) =>
      createOctokit({
        integrations,
        host,
        owner,
        token: github.tokenOf(login),
        logger: mockServices.logger.mock(),
      }),
    writeByHand: (image: string) =>
      commit({ files: { [file]: manifest(image) } }),
    read: (ref = 'main') => github.readFile(owner, name, ref, file),
    change: (overrides: Partial<DesiredChange> = {}): DesiredChange => ({
      operationId: 'operation-1',
      kind: 'promote',
      target,
      image: images[1],
      expectedImage: images[0],
      mode: 'direct',
      title: 'Promote orders sha-bbbbbbb to qa',
      body: 'Asked for by a developer.',
      labels: [],
      ...overrides,
    }),
  };
}

export type World = Awaited<ReturnType<typeof createWorld>>;

export async function countCommits(world: World): Promise<number> {
  const { data } = await world.as('developer').rest.repos.listCommits({
    owner: world.owner,
    repo: world.name,
    per_page: 100,
  });
  return data.length;
}
