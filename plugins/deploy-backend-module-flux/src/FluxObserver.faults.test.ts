import { Sandbox, startSandbox } from '@openportal/sandbox';
import {
  FluxWorld,
  commit,
  createObserver,
  image,
  target,
} from './__testUtils__/fluxWorld';

jest.setTimeout(60_000);

const older = 'd'.repeat(40);

describe('C8: Flux that is not done, although it may look so', () => {
  let sandbox: Sandbox;
  let world: FluxWorld;
  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 'minimal', controllers: false });
    world = new FluxWorld(sandbox);
  });
  beforeEach(() => world.healthy());
  afterAll(() => sandbox.close());

  const observe = () => createObserver(sandbox).observe(target);

  it.each<[string, (world: FluxWorld) => void, object]>([
    [
      'ready for an older revision',
      it => it.kustomization({ applied: `main@sha1:${older}` }),
      { revision: older, sync: 'out-of-sync', health: 'healthy' },
    ],
    [
      'a newer revision that is fetched and not applied',
      it => it.source({ revision: `main@sha1:${older}` }),
      { revision: commit, sync: 'out-of-sync' },
    ],
    [
      'a generation that was not observed',
      it => it.kustomization({ observed: false }),
      {
        health: 'progressing',
        sync: 'out-of-sync',
        message:
          "Flux has not seen the last change of Kustomization 'flux-system/orders-qa' yet",
      },
    ],
    [
      'suspended',
      it => it.kustomization({ spec: { suspend: true } }),
      {
        health: 'suspended',
        sync: 'out-of-sync',
        message: expect.stringContaining(
          "Kustomization 'flux-system/orders-qa' is suspended",
        ),
      },
    ],
    [
      'a suspended source',
      it => it.source({ suspend: true }),
      {
        health: 'suspended',
        sync: 'out-of-sync',
        message: expect.stringContaining(
          "GitRepository 'flux-system/orders' is suspended",
        ),
      },
    ],
    [
      'a source that fails: what runs is fine, and what is new does not come',
      it =>
        it.source({
          ready: {
            status: 'False',
            reason: 'GitOperationFailed',
            message: 'authentication required',
          },
        }),
      {
        health: 'healthy',
        sync: 'unknown',
        message:
          "GitRepository 'flux-system/orders' fails: authentication required",
      },
    ],
    [
      'stalled',
      it =>
        it.kustomization({
          conditions: [
            { type: 'Stalled', status: 'True', message: 'invalid path' },
          ],
        }),
      {
        health: 'degraded',
        message:
          "Kustomization 'flux-system/orders-qa' is stalled: invalid path",
      },
    ],
    [
      'a revision that cannot be built',
      it =>
        it.kustomization({
          ready: {
            status: 'False',
            reason: 'BuildFailed',
            message: 'kustomize build failed',
          },
        }),
      {
        health: 'healthy',
        sync: 'out-of-sync',
        message:
          "Kustomization 'flux-system/orders-qa': kustomize build failed",
      },
    ],
    [
      'health checks that failed',
      it =>
        it.kustomization({
          ready: {
            status: 'False',
            reason: 'HealthCheckFailed',
            message: 'timed out',
          },
        }),
      { health: 'degraded', sync: 'out-of-sync' },
    ],
    [
      'in the middle of it',
      it =>
        it.kustomization({
          ready: {
            status: 'Unknown',
            reason: 'Progressing',
            message: 'Reconciliation in progress',
          },
        }),
      { health: 'progressing', sync: 'out-of-sync' },
    ],
    [
      'applied, with nothing in it that runs',
      it => it.kustomization({ inventory: [] }),
      {
        health: 'missing',
        images: [],
        message: expect.stringContaining('applied no Deployment'),
      },
    ],
    [
      'another image than git says',
      it => it.workload({ running: image.replace(/a/g, 'e') }),
      { health: 'progressing', sync: 'synced' },
    ],
    [
      'never applied yet',
      it =>
        it.kustomization({
          status: { lastAppliedRevision: undefined },
          inventory: [],
          ready: { status: 'Unknown', message: 'Fetching manifests' },
        }),
      {
        health: 'progressing',
        revision: undefined,
        message: "Kustomization 'flux-system/orders-qa': Fetching manifests",
      },
    ],
  ])('%s', async (_name, change, expected) => {
    change(world);
    await expect(observe()).resolves.toMatchObject(expected);
  });

  it('names the dependency that is at fault, however far away', async () => {
    world.kustomization({
      name: 'base',
      path: './base',
      ready: { status: 'False', reason: 'BuildFailed', message: 'broken base' },
    });
    world.kustomization({
      name: 'middle',
      path: './middle',
      spec: { dependsOn: [{ name: 'base' }] },
      ready: { status: 'False', reason: 'DependencyNotReady' },
    });
    world.kustomization({
      spec: { dependsOn: [{ name: 'middle' }] },
      ready: {
        status: 'False',
        reason: 'DependencyNotReady',
        message: "dependency 'flux-system/middle' is not ready",
      },
    });
    await expect(observe()).resolves.toMatchObject({
      health: 'progressing',
      sync: 'out-of-sync',
      message:
        "Kustomization 'flux-system/orders-qa' waits: Kustomization 'flux-system/base' is not ready: broken base",
    });
  });

  it('tells what failed of a release that Helm took back', async () => {
    world.kustomization({
      inventory: ['flux-system_orders_helm.toolkit.fluxcd.io_HelmRelease'],
    });
    world.workload({
      labels: {
        'helm.toolkit.fluxcd.io/name': 'orders',
        'helm.toolkit.fluxcd.io/namespace': 'flux-system',
      },
    });
    world.release({
      ready: {
        status: 'False',
        reason: 'UpgradeFailed',
        message: 'rolled back',
      },
      conditions: [
        { type: 'Released', status: 'False', message: 'upgrade timed out' },
        { type: 'Remediated', status: 'True' },
      ],
    });
    await expect(observe()).resolves.toMatchObject({
      health: 'degraded',
      message:
        "HelmRelease 'flux-system/orders': upgrade timed out; Helm went back to the release before",
    });
    world.release({ spec: { suspend: true } });
    await expect(observe()).resolves.toMatchObject({ health: 'suspended' });
  });

  it('does not take a cluster without Flux for a missing deployment', async () => {
    const observer = createObserver(sandbox);
    sandbox.faults.add({
      service: 'kubernetes:platform',
      path: /kustomizations/,
      action: { kind: 'status', status: 404 },
    });
    await expect(observer.observe(target)).rejects.toThrow(
      'knows no kustomizations',
    );
    sandbox.faults.clear();
  });
});
