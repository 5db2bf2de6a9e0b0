import { Entity } from '@backstage/catalog-model';
import {
  NamespaceList,
  OrderForm,
  OrderPreview,
  OrderRevisionContent,
  OrderRevisionList,
} from '@openportal/plugin-crossplane-common';
import { eventually } from './__testUtils__/eventually';
import { ADMINISTRATOR, Rig, startRig } from './__testUtils__/startRig';
import { submitOrder } from './__testUtils__/submitOrder';

jest.setTimeout(240_000);

const XRD = 'dnsrecords.network.openportal.dev';
const ORDER = `/orders/platform/team-alpha/${XRD}/www`;
const OTHER = 'user:default/other-developer';

const template: Entity = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: {
    name: 'dns-record',
    annotations: {
      'backstage.io/managed-by-location': `kubernetes:compositeresourcedefinitions/${XRD}`,
      'crossplane.io/xrd-name': XRD,
      'openportal.dev/clusters': 'other, platform',
    },
  },
  spec: { type: 'crossplane-xr' },
};

/** What somebody registered who wants others to fill in this form. */
const pretender: Entity = {
  ...template,
  metadata: {
    name: 'a-dns-record',
    annotations: {
      ...template.metadata.annotations,
      'backstage.io/managed-by-location':
        'url:https://github.example.org/someone/templates/blob/main/template.yaml',
    },
  },
};

const order = {
  cluster: 'platform',
  xrd: XRD,
  name: 'www',
  namespace: 'team-alpha',
  spec: { name: 'www', type: 'A', value: '192.0.2.1' },
};

describe('orders in git', () => {
  let rig: Rig;

  beforeAll(async () => {
    rig = await startRig({ entities: [pretender, template] });
    await rig.sandbox.idle();
    for (const value of ['192.0.2.1', '192.0.2.2']) {
      const { merge } = await submitOrder(rig.sandbox, {
        name: 'www',
        spec: { name: 'www', type: 'A', value },
        annotations: {
          'terasky.backstage.io/owner': 'group:default/team-alpha',
        },
      });
      await merge();
    }
    await rig.sandbox.idle();
  });

  afterAll(async () => {
    await rig?.close();
  });

  it('lists the revisions of an order and what changed since', async () => {
    const list: OrderRevisionList = (await rig.get(`${ORDER}/revisions`)).body;
    expect(list.truncated).toBe(false);
    // The merge and its commit, twice; which of them touch the file is up to git.
    expect(list.items.length).toBeGreaterThanOrEqual(2);
    expect(list.items.map(({ current }) => current).indexOf(true)).toBe(0);
    expect(list.items[0]).toMatchObject({
      revision: expect.stringMatching(/^[0-9a-f]{40}$/),
      url: expect.stringContaining('/catalog-orders/commit/'),
      date: expect.stringMatching(/^\d{4}-/),
    });
    const contents = await Promise.all(
      list.items.map(
        async ({ revision }): Promise<OrderRevisionContent> =>
          (
            await rig.get(`${ORDER}/revisions/${revision}`)
          ).body,
      ),
    );
    expect(contents[0]).toMatchObject({ deleted: false });
    expect(contents[0]).not.toHaveProperty('diff');
    const first = contents.at(-1);
    expect(first?.content).toContain('192.0.2.1');
    expect(first?.diff).toMatch(/^-.*192\.0\.2\.1\n\+.*192\.0\.2\.2$/m);
  });

  it('A18: shows no commit that is not of the order', async () => {
    const foreign = await rig.get(`${ORDER}/revisions/${'0'.repeat(40)}`);
    expect(foreign.status).toBe(404);
    expect((await rig.get(`${ORDER}/revisions/main`)).status).toBe(400);
    for (const path of [
      `${ORDER}/revisions`,
      `${ORDER}/revisions/${'0'.repeat(40)}`,
      `${ORDER}/form`,
    ]) {
      const denied = await rig.get(path, OTHER);
      expect(denied.status).toBe(403);
      expect(denied.body.error.message).toMatch(
        /namespace 'team-alpha'.*crossplane\.order\.(read|update)/,
      );
    }
  });

  it('fills the form from git', async () => {
    const form: OrderForm = (await rig.get(`${ORDER}/form`)).body;
    expect(form).toEqual({
      templateRef: 'template:default/dns-record',
      values: {
        operation: 'update',
        cluster: 'platform',
        name: 'www',
        namespace: 'team-alpha',
        owner: 'group:default/team-alpha',
        version: 'v1alpha1',
        spec: { name: 'www', type: 'A', value: '192.0.2.2' },
        fileVersion: expect.stringMatching(/^[0-9a-f]{40}$/),
      },
    });
    const missing = await rig.get(
      `/orders/platform/team-alpha/${XRD}/nothing/form`,
    );
    expect(missing.status).toBe(404);
    expect(missing.body.error.message).toContain('nothing.yaml');
  });

  it('previews an order, and names all that is wrong with it', async () => {
    const fine: OrderPreview = (
      await rig.post('/orders/preview', { ...order, name: 'fresh' })
    ).body;
    expect(fine).toMatchObject({
      path: 'namespaces/team-alpha/dnsrecords/fresh.yaml',
      repository: 'sandbox/catalog-orders',
      baseBranch: 'main',
      autoMerge: true,
      problems: [],
    });
    expect(fine.content).toContain('kind: DNSRecord');
    expect(fine.content).toContain('user:default/developer');
    expect(fine).not.toHaveProperty('existing');

    const wrong: OrderPreview = (
      await rig.post('/orders/preview', {
        ...order,
        name: 'fresh',
        formVersion: 'v1alpha1:old',
        spec: { name: 'www', type: 'NONSENSE', other: 1 },
      })
    ).body;
    const paths = wrong.problems.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'formVersion',
        'spec.type',
        'spec.value',
        'spec.other',
      ]),
    );

    const twice: OrderPreview = (await rig.post('/orders/preview', order)).body;
    expect(twice.existing).toEqual({ url: ORDER });
  });

  it('previews a change with its difference', async () => {
    const change: OrderPreview = (
      await rig.post('/orders/preview', {
        ...order,
        operation: 'update',
        spec: { ...order.spec, value: '192.0.2.3' },
      })
    ).body;
    expect(change.problems).toEqual([]);
    expect(change.diff).toMatch(/^-.*192\.0\.2\.2"?\n\+.*192\.0\.2\.3"?$/m);
    const nothing: OrderPreview = (
      await rig.post('/orders/preview', {
        ...order,
        name: 'nothing',
        operation: 'update',
      })
    ).body;
    expect(nothing.problems).toMatchObject([
      { message: expect.stringContaining('order it anew') },
    ]);
  });

  it('previews what the action would refuse, and what the cluster could not check', async () => {
    const preview = async (more: object): Promise<OrderPreview> =>
      (await rig.post('/orders/preview', { ...order, ...more })).body;
    const owned = await preview({
      name: 'fresh',
      owner: 'component:default/x',
    });
    expect(owned.problems).toMatchObject([
      { message: expect.stringContaining('group or user') },
    ]);

    const changed = await preview({
      operation: 'update',
      fileVersion: '0'.repeat(40),
    });
    expect(changed.problems).toMatchObject([
      { path: 'fileVersion', message: expect.stringContaining('Somebody') },
    ]);

    const fault = rig.sandbox.faults.add({
      service: 'kubernetes:platform',
      method: 'POST',
      path: /dnsrecords/,
      action: { kind: 'status', status: 403 },
    });
    const unsure = await preview({ name: 'fresh' });
    fault.remove();
    expect(unsure).toMatchObject({
      problems: [],
      notChecked: expect.stringContaining('platform'),
    });
    expect(await preview({ name: 'fresh' })).not.toHaveProperty('notChecked');

    const rival = { name: 'rival', spec: { ...order.spec, name: 'rival' } };
    const { merge } = await submitOrder(rig.sandbox, rival);
    await merge();
    const { url } = await submitOrder(rig.sandbox, {
      ...rival,
      spec: { ...rival.spec, value: '192.0.2.8' },
    });
    await eventually(async () => {
      const change = await preview({ ...rival, operation: 'update' });
      expect(change.problems).toMatchObject([
        { message: expect.stringContaining(url) },
      ]);
    });
  });

  it('A22: previews only for those who may order, and checks its input', async () => {
    for (const operation of ['create', 'update']) {
      const denied = await rig.post(
        '/orders/preview',
        { ...order, operation },
        OTHER,
      );
      expect(denied.status).toBe(403);
      expect(denied.body.error.message).toContain(
        `crossplane.order.${operation}`,
      );
    }
    for (const body of [
      { ...order, name: '../x' },
      { ...order, namespace: 'a/b' },
      { ...order, xrd: 'no' },
      { ...order, more: 1 },
      { ...order, compositionUpdatePolicy: 'Never' },
      [],
    ]) {
      const { status } = await rig.post('/orders/preview', body);
      expect([400, 404]).toContain(status);
    }
    expect(
      (await rig.post('/orders/preview', { ...order, cluster: 'other' }))
        .status,
    ).toBe(404);
    const huge = { ...order, spec: { name: 'x'.repeat(2_000_000) } };
    expect((await rig.post('/orders/preview', huge)).status).toBe(413);
  });

  it('lists the namespaces that the caller may use', async () => {
    const path = `/namespaces?cluster=platform&xrd=${XRD}`;
    const own: NamespaceList = (await rig.get(path)).body;
    expect(own.items).toEqual([{ name: 'team-alpha', exists: true }]);
    const others: NamespaceList = (
      await rig.get(`${path}&action=update`, OTHER)
    ).body;
    // Has a folder in git, or at least a group: Flux makes the namespace.
    expect(others.items.map(({ name }) => name)).toEqual(['team-beta']);
    const all: NamespaceList = (await rig.get(path, ADMINISTRATOR)).body;
    expect(all.items).toEqual(
      expect.arrayContaining([
        { name: 'flux-system', exists: true },
        { name: 'team-alpha', exists: true },
      ]),
    );
    expect((await rig.get(path, 'user:default/nobody')).body.items).toEqual([]);
    expect((await rig.get('/namespaces')).status).toBe(400);
    expect((await rig.get('/namespaces?cluster=other')).status).toBe(404);
  });

  it('B4: says which source of namespaces cannot be read to those who order there, and lists the others', async () => {
    const fault = rig.sandbox.faults.add({
      service: 'kubernetes:production',
      path: '/api/v1/namespaces',
      action: { kind: 'status', status: 403 },
    });
    const list: NamespaceList = (
      await rig.get('/namespaces?cluster=production')
    ).body;
    expect(list.unreadable).toContain('403');
    expect(list.items).toEqual([{ name: 'team-alpha' }]);
    const nobody = 'user:default/nobody';
    for (const path of [
      '/namespaces?cluster=production',
      '/namespaces?cluster=other',
    ]) {
      const { status, body } = await rig.get(path, nobody);
      expect([status, body]).toEqual([200, { items: [] }]);
    }
    // May order somewhere, but into none of the namespaces that could be read.
    const elsewhere = 'user:default/newcomer';
    expect(
      (await rig.get('/namespaces?cluster=production', elsewhere)).body,
    ).toEqual({ items: [] });
    fault.remove();
  });
});
