import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  DeploymentView,
  OperationResponse,
  parseImageReference,
} from '@openportal/plugin-deploy-common';
import deployPlugin from '@openportal/plugin-deploy-backend';
import {
  ArtifactSource,
  DeployTarget,
  deployAdaptersExtensionPoint,
  Observation,
  Observer,
} from '@openportal/plugin-deploy-node';
import { Sandbox, startSandbox, toPortalConfig } from '@openportal/sandbox';
import request from 'supertest';
import deployModuleGithub from '.';
import { countRequests } from './__testUtils__/countRequests';
import { createWorld, images, manifest, World } from './__testUtils__/world';

jest.setTimeout(60_000);

const path = '/api/deploy/entities/component/default/orders';

/** Runs what the test says. */
class TestCluster implements Observer {
  readonly id = 'argocd';
  readonly capabilities = { revision: true, watch: false };
  readonly running = new Map<string, { image: string; revision: string }>();

  async observe({ manifestPath }: DeployTarget): Promise<Observation> {
    const { image, revision } = this.running.get(manifestPath) ?? {};
    return {
      observedAt: new Date().toISOString(),
      images: image === undefined ? [] : [image],
      revision,
      sync: 'synced',
      health: 'healthy',
      links: [],
    };
  }
}

/** Has every image. */
const registry: ArtifactSource = {
  id: 'registry',
  supports: () => true,
  list: async () => [],
  get: async () => undefined,
  exists: async image => ({
    state: 'present',
    digest: parseImageReference(image).digest ?? '',
  }),
};

async function startPortal(sandbox: Sandbox, world: World) {
  const cluster = new TestCluster();
  const { server } = await startTestBackend({
    features: [
      deployPlugin,
      deployModuleGithub,
      createBackendModule({
        pluginId: 'deploy',
        moduleId: 'test-adapters',
        register(env) {
          env.registerInit({
            deps: { adapters: deployAdaptersExtensionPoint },
            async init({ adapters }) {
              adapters.addObserver(cluster);
              adapters.addArtifactSource(registry);
            },
          });
        },
      }),
      // No pass: nothing but the promotion asks GitHub while it is counted.
      mockServices.scheduler.mock().factory,
      catalogServiceMock.factory({
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: {
              name: 'orders',
              namespace: 'default',
              annotations: {
                'github.com/project-slug': `${world.owner}/${world.name}`,
                'argocd/app-name': 'orders',
                'openportal.dev/image': world.target.imageRepository ?? '',
              },
            },
            spec: { type: 'service', owner: 'team-alpha' },
          },
        ],
      }),
      mockServices.rootConfig.factory({
        data: {
          ...toPortalConfig(sandbox.endpoints),
          deploy: {
            environments: [{ name: 'development' }, { name: 'qa' }],
            worker: { pollInterval: '20ms' },
            stateMaxAge: '1h',
            notifications: { enabled: false },
          },
        },
      }),
    ],
  });
  return { server, cluster };
}

it('asks GitHub four times for a promotion, from its request to its success', async () => {
  const sandbox = await startSandbox({ seed: 'minimal' });
  const world = await createWorld(sandbox);
  await world.commit({
    files: { 'deploy/deployment.yaml': manifest(images[1]) },
  });
  const { server, cluster } = await startPortal(sandbox, world);
  const head = async () =>
    (await world.github.resolve(world.owner, world.name, 'main')) ?? '';
  const apply = async (folder: string, image: string) =>
    cluster.running.set(folder, { image, revision: await head() });
  await apply('deploy', images[1]);
  await apply('environments/qa', images[0]);
  const until = async (
    where: string,
    isThere: (body: DeploymentView & OperationResponse) => boolean,
  ) => {
    const deadline = performance.now() + 30_000;
    for (;;) {
      const { body } = await request(server).get(where);
      if (isThere(body)) {
        return;
      }
      if (performance.now() > deadline) {
        throw new Error(`'${where}' stays ${JSON.stringify(body)}`);
      }
    }
  };
  // Somebody looks before they promote.
  await until(
    `${path}?refresh=true`,
    ({ environments }) => environments?.[0].promote?.allowed === true,
  );

  const counts = await countRequests(async () => {
    const asked = await request(server)
      .post(`${path}/promote`)
      .send({ to: 'qa' });
    expect(asked.status).toBe(202);
    const operation = `/api/deploy/operations/${asked.body.operation.id}`;
    await until(operation, body => body.operation.state === 'committed');
    await apply('environments/qa', images[1]);
    await until(operation, body => body.operation.state === 'succeeded');
    await until(
      path,
      ({ environments }) =>
        environments[1].state.desired?.version.startsWith('sha-bbbbbbb') ===
        true,
    );
  });

  await expect(world.read()).resolves.toBe(manifest(images[1]));
  expect(counts).toEqual({
    // Of the request, before the write, and before success is believed.
    head: 3,
    // The commit.
    graphql: 1,
  });
  await sandbox.close();
});
