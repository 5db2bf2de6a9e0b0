import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createOctokit } from '@openportal/github-node';
import { readOrdersConfig } from '@openportal/plugin-crossplane-node';
import { DeployTarget, DesiredChange } from '@openportal/plugin-deploy-node';
import { describeDesiredStateContract } from '@openportal/plugin-deploy-node/testing';
import { Sandbox, startSandbox, toPortalConfig } from '@openportal/sandbox';
import { OrderDesiredState } from './OrderDesiredState';
import { readCrossplaneDeployConfig } from './readConfig';

jest.setTimeout(120_000);

const images = ['a', 'b', 'c', 'd'].map(
  letter =>
    `registry.example.com/acme/whoami:sha-${letter.repeat(
      40,
    )}@sha256:${letter.repeat(64)}`,
) as [string, string, string, string];
const OWNER = 'sandbox';

let sandbox: Sandbox;
let counter = 0;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal', controllers: false });
});
afterAll(() => sandbox.close());

function manifest(name: string, image: string, entityRef: string): string {
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

async function createWorld() {
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
  const orders = readOrdersConfig(config);
  if (!crossplane || !orders) {
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
  const writeByHand = async (
    image: string,
    { entityRef = target.entityRef } = {},
  ) => {
    await sandbox.github.seedCommit({
      owner: OWNER,
      name: repository.repo,
      message: 'Work by hand',
      author: 'developer',
      files: { [path]: manifest(name, image, entityRef) },
    });
  };
  await writeByHand(images[0]);
  const read = () =>
    sandbox.github.readFile(OWNER, repository.repo, 'main', path);
  const editByHand = async () => {
    const text = (await read()) ?? '';
    await sandbox.github.seedCommit({
      owner: OWNER,
      name: repository.repo,
      message: 'Run one more',
      author: 'developer',
      files: { [path]: text.replace('replicas: 2', 'replicas: 3') },
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
    writeByHand,
    editByHand,
    read,
    desiredState: new OrderDesiredState({
      integrations,
      orders,
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

describeDesiredStateContract('orders', async () => {
  const world = await createWorld();
  const { target, octokit, repository } = world;
  const numberOf = (ref: { kind: string; number?: number }) => ref.number ?? 0;
  return {
    desiredState: world.desiredState,
    target,
    absent: { ...target, name: 'nothing' },
    images,
    async countCommits() {
      const { data } = await octokit.rest.repos.listCommits({
        ...repository,
        path: world.path,
        per_page: 100,
      });
      return data.length;
    },
    async countPullRequests() {
      const { data } = await octokit.rest.pulls.list({
        ...repository,
        state: 'all',
        per_page: 100,
      });
      return data.length;
    },
    async mergeByHand(ref) {
      await octokit.rest.pulls.merge({
        ...repository,
        pull_number: numberOf(ref),
        merge_method: 'squash',
      });
    },
    async closeByHand(ref) {
      await octokit.rest.pulls.update({
        ...repository,
        pull_number: numberOf(ref),
        state: 'closed',
      });
    },
    writeByHand: image => world.writeByHand(image),
    editByHand: world.editByHand,
    source: {
      async answers(status) {
        sandbox.faults.add({
          service: 'github',
          path: /./,
          action: { kind: 'status', status, body: { message: 'refused' } },
        });
      },
      async hanging() {
        const fault = sandbox.faults.add({
          service: 'github',
          path: /./,
          action: { kind: 'hang' },
        });
        return { wasAsked: () => fault.hits > 0 };
      },
      async well() {
        sandbox.faults.clear();
      },
    },
    close: async () => undefined,
  };
});

describe('OrderDesiredState', () => {
  it('changes the field and nothing else of the file', async () => {
    const world = await createWorld();
    const before = await world.read();
    await world.desiredState.propose(world.change());
    expect((await world.read())?.toString()).toBe(
      before?.toString().replace(images[0], images[1]),
    );
  });

  it('writes no order that is not for the entity to deploy', async () => {
    const world = await createWorld();
    await world.writeByHand(images[0], {
      entityRef: 'component:default/other',
    });
    await expect(
      world.desiredState.propose(world.change()),
    ).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('openportal.dev/deployed-by'),
    });
  });

  it('tells a change beside the version, and refuses to write over it', async () => {
    const world = await createWorld();
    const { target, desiredState } = world;
    const seen = await desiredState.read(target);
    await world.writeByHand(images[2]);
    expect((await desiredState.read(target))?.template).toBe(seen?.template);
    await expect(
      desiredState.propose(
        world.change({
          expectedImage: images[2],
          expectedTemplate: 'f'.repeat(64),
        }),
      ),
    ).rejects.toMatchObject({ name: 'ConflictError' });
    await expect(
      desiredState.propose(
        world.change({
          expectedImage: images[2],
          expectedTemplate: seen?.template,
        }),
      ),
    ).resolves.toMatchObject({ kind: 'commit' });
  });
});
