import {
  namespace,
  startTestWorld,
  TestWorld,
} from '../__testUtils__/testWorld';
import { findCondition } from '../conditions';

jest.setTimeout(60_000);

const by = { fieldManager: 'test' };

const configMap = (name: string, data: Record<string, unknown>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'team' },
  data,
});

describe('Flux', () => {
  let world: TestWorld;
  let first: string;

  const flux = (kind: string, name: string) =>
    world.platform.get({
      apiVersion:
        kind === 'GitRepository'
          ? 'source.toolkit.fluxcd.io/v1'
          : 'kustomize.toolkit.fluxcd.io/v1',
      kind,
      namespace: 'flux-system',
      name,
    });
  const live = (name: string) =>
    world.platform.get({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: 'team',
      name,
    });
  const kustomization = (name: string, spec: object) => ({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system' },
    spec: {
      interval: '1m',
      path: './namespaces',
      prune: true,
      sourceRef: { kind: 'GitRepository', name: 'orders' },
      ...spec,
    },
  });

  beforeAll(async () => {
    world = await startTestWorld();
    first = world.repositories.commit('orders', {
      'README.md': 'orders',
      'namespaces/team/namespace.yaml': namespace('team'),
      'namespaces/team/configmaps/one.yaml': configMap('one', { a: '1' }),
      'namespaces/team/configmaps/two.yaml': configMap('two', { a: '1' }),
    });
    world.platform.apply(namespace('flux-system'), by);
    world.platform.apply(
      {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'GitRepository',
        metadata: { name: 'orders', namespace: 'flux-system' },
        spec: {
          url: world.repositories.url('orders'),
          interval: '1m',
          ref: { branch: 'main' },
        },
      },
      by,
    );
    world.platform.apply(kustomization('orders', {}), by);
    await world.settle();
  });
  afterAll(() => world.close());

  it('applies a plain directory and says which commit', () => {
    const revision = `main@sha1:${first}`;
    expect(flux('GitRepository', 'orders')?.status).toMatchObject({
      observedGeneration: 1,
      artifact: { revision },
    });
    expect(flux('Kustomization', 'orders')?.status).toMatchObject({
      observedGeneration: 1,
      lastAppliedRevision: revision,
      lastAttemptedRevision: revision,
      inventory: {
        entries: [
          { id: '_team__Namespace', v: 'v1' },
          { id: 'team_one__ConfigMap', v: 'v1' },
          { id: 'team_two__ConfigMap', v: 'v1' },
        ],
      },
    });
    expect(
      findCondition(flux('Kustomization', 'orders'), 'Ready'),
    ).toMatchObject({
      status: 'True',
      reason: 'ReconciliationSucceeded',
      message: `Applied revision: ${revision}`,
    });
    expect(live('one')?.metadata.labels).toMatchObject({
      'kustomize.toolkit.fluxcd.io/name': 'orders',
    });
  });

  it('applies nothing of a commit with one bad manifest, and names it', async () => {
    const bad = world.repositories.commit('orders', {
      'namespaces/team/configmaps/one.yaml': configMap('one', { a: '2' }),
      'namespaces/team/configmaps/two.yaml': configMap('two', { a: 2 }),
    });
    await world.settle();
    const failed = flux('Kustomization', 'orders');
    expect(findCondition(failed, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ReconciliationFailed',
      message: expect.stringContaining(
        'ConfigMap/team/two dry-run failed (Invalid)',
      ),
    });
    expect(failed?.status).toMatchObject({
      lastAttemptedRevision: `main@sha1:${bad}`,
      lastAppliedRevision: `main@sha1:${first}`,
    });
    expect(live('one')?.data).toEqual({ a: '1' });
  });

  it('applies the repaired commit and prunes', async () => {
    world.repositories.commit('orders', {
      'namespaces/team/configmaps/two.yaml': undefined,
    });
    await world.settle();
    expect(live('one')?.data).toEqual({ a: '2' });
    expect(live('two')).toBeUndefined();
  });

  it('reports a build that fails, a missing path, a dependency and a missing branch', async () => {
    world.repositories.commit('orders', {
      'broken/kustomization.yaml': { resources: ['missing.yaml'] },
    });
    world.platform.apply(kustomization('broken', { path: './broken' }), by);
    world.platform.apply(kustomization('nowhere', { path: './nope' }), by);
    world.platform.apply(
      kustomization('waiting', { dependsOn: [{ name: 'broken' }] }),
      by,
    );
    world.platform.apply(
      {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'GitRepository',
        metadata: { name: 'branchless', namespace: 'flux-system' },
        spec: {
          url: world.repositories.url('orders'),
          interval: '1m',
          ref: { branch: 'gone' },
        },
      },
      by,
    );
    await world.settle();
    const reason = (kind: string, name: string) =>
      findCondition(flux(kind, name), 'Ready')?.reason;
    expect(reason('Kustomization', 'broken')).toBe('BuildFailed');
    expect(reason('Kustomization', 'nowhere')).toBe('ArtifactFailed');
    expect(reason('Kustomization', 'waiting')).toBe('DependencyNotReady');
    expect(reason('GitRepository', 'branchless')).toBe('GitOperationFailed');
  });

  it('answers a request to reconcile now', async () => {
    world.platform.apply(
      {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata: {
          name: 'orders',
          namespace: 'flux-system',
          annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' },
        },
      },
      { fieldManager: 'flux-cli' },
    );
    await world.settle();
    expect(flux('Kustomization', 'orders')?.status).toMatchObject({
      lastHandledReconcileAt: 'now',
    });
  });
});
