import { describeObserverContract } from '@openportal/plugin-deploy-node/testing';
import { Sandbox, breakableSource, startSandbox } from '@openportal/sandbox';
import { AppWorld, image, other, target } from './__testUtils__/AppWorld';

jest.setTimeout(60_000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal', controllers: false });
});
afterAll(() => sandbox.close());

// In two clusters, since a cluster serves a kind in one way only.
describe.each([
  { scope: 'in a namespace', name: 'platform', clusterScoped: false },
  { scope: 'in no namespace', name: 'production', clusterScoped: true },
])('a resource $scope', ({ name, clusterScoped }) => {
  describeObserverContract('Crossplane', async () => {
    const world = new AppWorld(sandbox.clusters[name], { clusterScoped });
    world.put();
    const observer = world.observer();
    return {
      observer,
      healthy: { target, image },
      missing: { ...target, name: 'nothing' },
      become: {
        progressing: async () =>
          world.put({ ready: 'False', message: 'still creating' }),
        degraded: async () =>
          world.put({ synced: 'False', message: 'cannot compose' }),
        outdated: async () => world.put({ behind: 1 }),
        async otherImage() {
          world.put({ image: other });
          return other;
        },
        healthy: async () => world.put(),
      },
      source: breakableSource({
        faults: sandbox.faults,
        service: `kubernetes:${name}`,
        dropWatches: () => sandbox.clusters[name].dropWatches(),
      }),
      close: () => observer.stop(),
    };
  });
});
