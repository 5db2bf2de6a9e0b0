import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { OrderList, OrderStatus } from '@openportal/plugin-crossplane-common';
import { parseAllDocuments } from 'yaml';
import { eventually } from './__testUtils__/eventually';
import { Rig, startRig } from './__testUtils__/startRig';
import { removeOrder, submitOrder } from './__testUtils__/submitOrder';

jest.setTimeout(240_000);

const XRD = 'dnsrecords.network.openportal.dev';

const rightsFile = join(
  resolvePackagePath('@openportal/plugin-crossplane-backend'),
  '../../platform/rbac/crossplane.yaml',
);

describe('changes of a running order, with the smallest rights', () => {
  let rig: Rig;

  beforeAll(async () => {
    rig = await startRig({
      prepare: sandbox => {
        const { platform } = sandbox.clusters;
        for (const document of parseAllDocuments(
          readFileSync(rightsFile, 'utf8'),
        )) {
          platform.objects.apply(document.toJSON(), { fieldManager: 'test' });
        }
        return platform.createToken('openportal', 'openportal-crossplane');
      },
    });
    await rig.sandbox.idle();
    const { merge } = await submitOrder(rig.sandbox, {
      name: 'www',
      spec: { name: 'www', type: 'A', value: '192.0.2.1', ttl: 300 },
    });
    await merge();
  });

  afterAll(async () => {
    await rig?.close();
  });

  async function status(): Promise<OrderStatus> {
    const response = await rig.get(`/orders/platform/team-alpha/${XRD}/www`);
    expect(response.body).toMatchObject({ ref: { name: 'www' } });
    return response.body;
  }

  it('needs no more rights than platform/rbac gives', async () => {
    const current = await eventually(async () => {
      const answer = await status();
      expect(answer.state).toBe('ready');
      return answer;
    });
    expect(current.layers.map(({ state }) => state)).not.toContain('unknown');
    expect(current.composition?.steps).toMatchObject([{ healthy: true }]);
    const list: OrderList = (await rig.get('/orders?cluster=platform')).body;
    expect(list.totalItems).toBe(1);
    // Rights for the groups of other templates are given with those: what is missing is named, and hides nothing else.
    for (const { cluster, xrd, reason } of list.unreadable) {
      expect(cluster).toBe('platform');
      expect(xrd).not.toMatch(/network\.openportal\.dev$/);
      expect(reason).toContain('403');
    }
    const namespaces = await rig.get('/namespaces?cluster=platform');
    expect(namespaces.body).not.toHaveProperty('unreadable');
  });

  it('says whether Flux deletes what leaves git, as its Kustomization has it', async () => {
    const { objects } = rig.sandbox.clusters.platform;
    const answers = async (prune: boolean) => {
      objects.apply(
        {
          apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
          kind: 'Kustomization',
          metadata: { name: 'orders-sync', namespace: 'flux-system' },
          spec: { prune },
        },
        { fieldManager: 'administrator' },
      );
      await eventually(async () => expect((await status()).prune).toBe(prune));
    };
    await answers(true);
    await answers(false);
  });

  it('shows a change that waits, and when Flux has applied it', async () => {
    const { merge, number } = await submitOrder(rig.sandbox, {
      name: 'www',
      spec: { name: 'www', type: 'A', value: '192.0.2.2', ttl: 300 },
    });
    const waiting = await eventually(async () => {
      const answer = await status();
      expect(answer.pullRequests[0]).toMatchObject({
        number,
        operation: 'update',
        state: 'open',
      });
      return answer;
    });
    expect(waiting.state).toBe('ready');
    expect(waiting.pullRequests).toHaveLength(2);
    const list: OrderList = (await rig.get('/orders')).body;
    expect(list.items).toMatchObject([{ pullRequest: { number } }]);
    await merge();
    await eventually(async () => {
      const answer = await status();
      expect(answer.layers[1].state).toBe('ready');
      expect(answer.flux).toMatchObject([
        { containsOrder: true },
        { containsOrder: true },
      ]);
      expect(answer.drift).toEqual([]);
    });
  });

  it('names fields that somebody changed in the cluster', async () => {
    // Flux would put it back at once.
    const kustomization = {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'orders-sync', namespace: 'flux-system' },
    };
    const { objects } = rig.sandbox.clusters.platform;
    const suspend = (value: boolean) =>
      objects.apply(
        { ...kustomization, spec: { suspend: value } },
        { fieldManager: 'test' },
      );
    suspend(true);
    // A pass that had begun before still applies what git says.
    await rig.sandbox.idle();
    objects.apply(
      {
        apiVersion: 'network.openportal.dev/v1alpha1',
        kind: 'DNSRecord',
        metadata: { name: 'www', namespace: 'team-alpha' },
        spec: { ttl: 60 },
      },
      { fieldManager: 'somebody' },
    );
    await eventually(async () => {
      const answer = await status();
      expect(answer).toMatchObject({
        drift: ['spec.ttl'],
        failure: { category: 'flux', cause: 'drift' },
      });
    });
    suspend(false);
  });

  it('marks what was removed from git and still runs', async () => {
    const { merge } = await removeOrder(rig.sandbox, 'www');
    await eventually(async () => {
      expect((await status()).pullRequests[0]).toMatchObject({
        operation: 'delete',
        state: 'open',
      });
    });
    await merge();
    await eventually(async () => {
      const answer = await status();
      expect(answer).toMatchObject({
        orphaned: true,
        file: { exists: false },
        pullRequests: [{ operation: 'delete', state: 'merged' }],
      });
      const list: OrderList = (await rig.get('/orders')).body;
      expect(list.items).toMatchObject([{ orphaned: true }]);
    });
  });

  it('tells the warnings of the cluster about what fails, with the rights that are given', async () => {
    // As platform/rbac asks for every group of managed resources.
    rig.sandbox.clusters.platform.objects.apply(
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: {
          name: 'openportal-crossplane-dns',
          labels: { 'rbac.openportal.dev/aggregate-to-crossplane': 'true' },
        },
        rules: [
          {
            apiGroups: ['dns.sandbox.example'],
            resources: ['*'],
            verbs: ['get', 'list', 'watch'],
          },
        ],
      },
      { fieldManager: 'test' },
    );
    const { merge } = await submitOrder(rig.sandbox, {
      name: 'refused',
      spec: { name: 'refused', type: 'A', value: '192.0.2.9' },
      annotations: { 'sandbox.openportal.dev/fail': 'provider' },
    });
    await merge();
    const read = async (): Promise<OrderStatus> =>
      (await rig.get(`/orders/platform/team-alpha/${XRD}/refused`)).body;
    await eventually(async () => {
      const { layers } = await read();
      expect(layers.at(-1)).toMatchObject({
        id: 'providers',
        state: 'failed',
        events: [
          {
            resource: { kind: 'Record', namespace: 'team-alpha' },
            reason: 'CannotCreateExternalResource',
            message: expect.stringContaining('AccessDenied'),
            count: expect.any(Number),
            lastSeenAt: expect.any(String),
          },
        ],
      });
      expect(layers.at(-1)).not.toHaveProperty('eventsProblem');
    });
    const ready = await status();
    expect(ready.layers.filter(layer => 'events' in layer)).toEqual([]);

    const fault = rig.sandbox.faults.add({
      service: 'kubernetes:platform',
      path: /\/events\b/,
      action: { kind: 'status', status: 403 },
    });
    try {
      await eventually(async () => {
        const answer = await read();
        expect(answer.failingLayer).toBe('providers');
        expect(answer.layers.at(-1)).toMatchObject({
          events: [],
          eventsProblem: expect.stringContaining('403'),
        });
      });
    } finally {
      fault.remove();
    }
  });

  it('says which pull request the form of an order waits for', async () => {
    const { number, url } = await submitOrder(rig.sandbox, {
      name: 'waiting',
      spec: { name: 'waiting', type: 'A', value: '192.0.2.10' },
    });
    await eventually(async () => {
      const { status: code, body } = await rig.get(
        `/orders/platform/team-alpha/${XRD}/waiting/form`,
      );
      expect(code).toBe(404);
      expect(body.error.message).toContain(
        `the order waits for the merge of pull request #${number}, ${url}`,
      );
    });
    const gone = await rig.get(`/orders/platform/team-alpha/${XRD}/none/form`);
    expect(gone.status).toBe(404);
    expect(gone.body.error.message).not.toContain('waits');
  });
});
