import { Sandbox, startSandbox, startWithRights } from '@openportal/sandbox';
import { AppWorld, target } from './__testUtils__/AppWorld';

jest.setTimeout(60_000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal', controllers: false });
});
afterAll(() => sandbox.close());

it.each([
  { scope: 'a namespace', name: 'platform', clusterScoped: false },
  { scope: 'no namespace', name: 'production', clusterScoped: true },
])(
  'needs no other rights than those of platform/rbac/deploy.yaml, for resources in $scope',
  async ({ name, clusterScoped }) => {
    const cluster = sandbox.clusters[name];
    const rights = await startWithRights({
      cluster,
      file: 'deploy.yaml',
      namespace: 'openportal',
      serviceAccount: 'openportal-deploy',
    });
    const world = new AppWorld(cluster, { clusterScoped });
    world.put();
    const observer = world.observer(rights);

    await expect(observer.observe(target)).resolves.toMatchObject({
      health: 'healthy',
    });
    // What is missing makes it ask whether the cluster serves the kind.
    await expect(
      observer.observe({ ...target, name: 'nothing' }),
    ).resolves.toMatchObject({ health: 'missing' });
    await new Promise<void>(resolve => {
      observer.watch(() => resolve());
    });
    await expect(observer.observe(target)).resolves.toMatchObject({
      health: 'healthy',
    });
    await observer.stop();

    expect(rights.refused()).toEqual([]);
    expect(rights.asked().filter(rule => !rule.startsWith('watch'))).toEqual([
      'get apps.openportal.dev/whoamis',
      'list apps.openportal.dev/whoamis',
    ]);
    await rights.close();
  },
);
