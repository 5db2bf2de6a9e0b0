import { EventEmitter, once } from 'node:events';
import { mockServices } from '@backstage/backend-test-utils';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import { DeployTarget, Observation } from '@openportal/plugin-deploy-node';
import { WorkloadSource } from '@openportal/plugin-deploy-node/kubernetes';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { KubernetesObserver } from './KubernetesObserver';

jest.setTimeout(120_000);

const target: DeployTarget = {
  entityRef: 'component:default/orders',
  name: 'orders',
  environment: 'prod',
  manifestPath: 'environments/prod',
  namespace: 'orders',
  imageRepository: 'registry.example.com/acme/orders',
  annotations: {
    'backstage.io/kubernetes-label-selector': 'app=orders,tier=web',
  },
};

describe('a rollout in a cluster', () => {
  let sandbox: Sandbox;
  let observer: KubernetesObserver;

  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 'minimal' });
    observer = new KubernetesObserver({
      sources: Object.values(sandbox.clusters).map(
        ({ name, url, token }) =>
          new WorkloadSource({
            client: DefaultKubernetesClient.create({
              name,
              url,
              authentication: { type: 'token', token },
              skipTLSVerify: false,
            }),
            logger: mockServices.logger.mock(),
          }),
      ),
      watch: true,
      namespaceAnnotation: false,
      stuckAfterMilliseconds: 0,
    });
  });
  afterAll(async () => {
    await observer?.stop();
    await sandbox?.close();
  });

  function deploy(cluster: string, image: string, name = 'orders') {
    const { objects } = sandbox.clusters[cluster];
    const by = { fieldManager: 'test' };
    objects.apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'orders' } },
      by,
    );
    objects.apply(
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: {
          name,
          namespace: 'orders',
          labels: { app: 'orders', tier: 'web' },
        },
        spec: {
          replicas: 2,
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name } },
            spec: { containers: [{ name: 'app', image }] },
          },
        },
      },
      by,
    );
  }

  /** Waits until it is so, by the hints of the watch and nothing else. */
  async function follow(isSo: (observation: Observation) => boolean) {
    const hints = new EventEmitter();
    const seen: Observation[] = [];
    const stop = observer.watch?.(hint => hints.emit('hint', hint));
    try {
      for (;;) {
        const hinted = once(hints, 'hint');
        const observation = await observer.observe(target);
        seen.push(observation);
        if (isSo(observation)) {
          return seen;
        }
        await hinted;
      }
    } finally {
      stop?.();
    }
  }

  it('is followed by hints, in every cluster, and told with digests', async () => {
    await expect(observer.observe(target)).resolves.toMatchObject({
      health: 'missing',
      message:
        "There is no Deployment, StatefulSet or DaemonSet with 'app=orders,tier=web' in namespace 'orders' of cluster 'platform' and cluster 'production'",
    });
    const image = 'registry.example.com/acme/orders:v1';
    deploy('platform', image);
    deploy('production', image);
    const seen = await follow(
      ({ health, images }) => health === 'healthy' && images.length === 1,
    );
    expect(seen.map(({ health }) => health)).toContain('progressing');
    const [before] = seen[seen.length - 1].images;
    expect(before).toMatch(
      /^registry\.example\.com\/acme\/orders:v1@sha256:[0-9a-f]{64}$/,
    );

    deploy('production', 'registry.example.com/acme/orders:v2');
    const [half] = (await follow(({ images }) => images.length === 2)).slice(
      -1,
    );
    expect(half.images).toContain(before);
  });

  it('fails where an image is not there, and is named', async () => {
    const host = sandbox.endpoints.registry.host;
    deploy('platform', `${host}/acme/orders:none`);
    const failing = {
      ...target,
      cluster: 'platform',
      imageRepository: `${host}/acme/orders`,
    };
    await sandbox.idle();
    await expect(observer.observe(failing)).resolves.toMatchObject({
      health: 'degraded',
      message: expect.stringMatching(
        /Deployment 'orders': .*(ImagePull|ErrImage|ProgressDeadline)/,
      ),
    });
  });
});
