import { describeObserverContract } from '@openportal/plugin-deploy-node/testing';
import { Sandbox, breakableSource, startSandbox } from '@openportal/sandbox';
import {
  FluxWorld,
  commit,
  createObserver,
  image,
  otherImage,
  target,
} from './__testUtils__/fluxWorld';

jest.setTimeout(60_000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal', controllers: false });
});
afterAll(() => sandbox.close());

describe.each(['Kustomization', 'HelmRelease'] as const)('%s', kind => {
  describeObserverContract('Flux', async () => {
    const world = new FluxWorld(sandbox);
    const labels = {
      'helm.toolkit.fluxcd.io/name': 'orders',
      'helm.toolkit.fluxcd.io/namespace': 'flux-system',
    };
    const isHelm = kind === 'HelmRelease';
    const inventory = isHelm
      ? ['flux-system_orders_helm.toolkit.fluxcd.io_HelmRelease']
      : undefined;
    const healthy = async () => {
      world.source();
      world.kustomization({ inventory });
      world.workload({ labels });
      if (isHelm) {
        world.release();
      }
    };
    await healthy();
    const observer = createObserver(sandbox);
    return {
      observer,
      healthy: { target, image, revision: commit },
      missing: {
        ...target,
        repository: { owner: 'sandbox', name: 'idp-nothing' },
      },
      become: {
        progressing: async () => world.workload({ labels, ready: false }),
        async degraded() {
          if (isHelm) {
            world.release({
              ready: { status: 'False', reason: 'UpgradeFailed' },
              conditions: [
                {
                  type: 'Released',
                  status: 'False',
                  message: 'Helm upgrade failed: timed out',
                },
              ],
            });
          } else {
            world.kustomization({
              ready: {
                status: 'False',
                reason: 'HealthCheckFailed',
                message: 'health check failed after 2m',
              },
            });
          }
        },
        async outdated() {
          if (isHelm) {
            world.release({ observed: false });
          } else {
            world.kustomization({ observed: false });
          }
        },
        async otherImage() {
          world.workload({ labels, running: otherImage });
          return otherImage;
        },
        healthy,
      },
      source: breakableSource({
        faults: sandbox.faults,
        service: 'kubernetes:platform',
        dropWatches: () => sandbox.clusters.platform.dropWatches(),
      }),
      close: () => observer.stop(),
    };
  });
});
