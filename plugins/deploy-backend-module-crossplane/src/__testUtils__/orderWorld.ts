import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createOctokit } from '@openportal/github-node';
import { DeployTarget, DesiredChange } from '@openportal/plugin-deploy-node';
import { Sandbox, toPortalConfig } from '@openportal/sandbox';
import { OrderDesiredState } from '../OrderDesiredState';
import { readCrossplaneDeployConfig } from '../readConfig';

export const images = ['a', 'b', 'c', 'd'].map(
  letter =>
    `registry.example.com/acme/whoami:sha-${letter.repeat(
      40,
    )}@sha256:${letter.repeat(64)}`,
) as [string, string, string, string];
const OWNER = 'sandbox';
let counter = 0;

/** The file of an order as a person writes it. */
export function orderText(
  name: string,
  image: string,
  entityRef: string,
): string {
  return [
    '# Written by hand: keep the comments.',
    'apiVersion: apps.openportal.dev/v1alpha1',
    'kind: Whoami',
    'metadata:',
    `  name: ${name}`,
    '  namespace: team-alpha',
    `  annotations: { openportal.dev/deployed-by: '${entityRef}' }`,
    'spec:',
    `  image: "${image}"   # promoted by the portal`,
    '  replicas: 2',
    '  debug: no',
    '',
  ].join('\n');
}

/** A repository of orders with the order of an entity in it, and who works on it. */
export async function createOrderWorld(sandbox: Sandbox) {
  counter += 1;
  const name = `whoami-${counter}`;
  // A repository of its own: the contract has operations of the same id in every test.
  const repository = { owner: OWNER, repo: `orders-${counter}` };
  await sandbox.github.createRepository({
    owner: OWNER,
    name: repository.repo,
    actor: 'platform-engineer',
    visibility: 'private',
  });
  const portal = toPortalConfig(sandbox.endpoints);
  const config = new ConfigReader({
    ...portal,
    idp: {
      ...portal.idp,
      orders: { repository: `${OWNER}/${repository.repo}` },
    },
    deploy: {
      crossplane: {
        clusters: ['platform'],
        kinds: [
          {
            xrd: 'whoamis.apps.openportal.dev',
            version: 'v1alpha1',
            image: 'spec.image',
          },
        ],
      },
    },
  });
  const integrations = ScmIntegrations.fromConfig(config);
  const crossplane = readCrossplaneDeployConfig(config);
  if (!crossplane?.orders) {
    throw new Error('Expected the configuration to be read');
  }
  const target: DeployTarget = {
    entityRef: `component:default/${name}`,
    name,
    environment: 'qa',
    manifestPath: 'environments/qa',
    namespace: 'team-alpha',
    annotations: { 'crossplane.io/xrd-name': 'whoamis.apps.openportal.dev' },
  };
  const path = `namespaces/team-alpha/whoamis/${name}.yaml`;
  const commit = (message: string, files: Record<string, string>) =>
    sandbox.github.seedCommit({
      owner: OWNER,
      name: repository.repo,
      message,
      author: 'developer',
      files,
    });
  const writeByHand = async (
    image: string,
    { entityRef = target.entityRef } = {},
  ) => {
    await commit('Work by hand', { [path]: orderText(name, image, entityRef) });
  };
  await writeByHand(images[0]);
  const read = () =>
    sandbox.github.readFile(OWNER, repository.repo, 'main', path);
  const editByHand = async () => {
    const text = (await read()) ?? '';
    await commit('Run one more', {
      [path]: text.replace('replicas: 2', 'replicas: 3'),
    });
  };
  const octokit = createOctokit({
    integrations,
    host: new URL(sandbox.endpoints.github.url).host,
    owner: OWNER,
    token: sandbox.github.tokenOf('platform-engineer'),
    logger: mockServices.logger.mock(),
  });
  return {
    target,
    path,
    octokit,
    repository,
    commit,
    writeByHand,
    editByHand,
    read,
    desiredState: new OrderDesiredState({
      integrations,
      orders: crossplane.orders,
      clusters: ['platform'],
      kinds: crossplane.kinds,
      logger: mockServices.logger.mock(),
    }),
    change: (overrides: Partial<DesiredChange> = {}): DesiredChange => ({
      operationId: `operation-${counter}`,
      kind: 'promote',
      target,
      image: images[1],
      expectedImage: images[0],
      mode: 'direct',
      title: 'Promote whoami to qa',
      body: 'Asked for by a developer.',
      labels: [],
      ...overrides,
    }),
  };
}
