import { OrderList, OrderStatus } from '@openportal/plugin-crossplane-common';
import request from 'supertest';
import { eventually } from './__testUtils__/eventually';
import { ADMINISTRATOR, Rig, startRig } from './__testUtils__/startRig';
import { submitOrder } from './__testUtils__/submitOrder';

jest.setTimeout(240_000);

const XRD = 'dnsrecords.network.openportal.dev';
const READY = {
  pullRequest: 'ready',
  flux: 'ready',
  compositeResource: 'ready',
  composition: 'ready',
  providers: 'ready',
};

describe('crossplanePlugin', () => {
  let rig: Rig;

  beforeAll(async () => {
    rig = await startRig();
    await rig.sandbox.idle();
  });

  afterAll(async () => {
    await rig?.close();
  });

  async function status(name: string, user?: string): Promise<OrderStatus> {
    const response = await rig.get(
      `/orders/platform/team-alpha/${XRD}/${name}`,
      user,
    );
    expect(response.body).toMatchObject({ ref: { name } });
    expect(response.status).toBe(200);
    return response.body;
  }

  const states = ({ layers }: OrderStatus) =>
    Object.fromEntries(layers.map(({ id, state }) => [id, state]));

  it('follows an order through its layers', async () => {
    const { url, number, merge } = await submitOrder(rig.sandbox, {
      name: 'www',
      spec: { name: 'www', type: 'A', value: '192.0.2.1' },
    });
    const waiting = await status('www');
    expect(waiting).toMatchObject({
      kind: 'DNSRecord',
      state: 'waiting',
      layers: [
        { id: 'pullRequest', state: 'waiting', links: [{ url }] },
        { id: 'flux', state: 'waiting' },
        { id: 'compositeResource', state: 'waiting' },
        { id: 'composition', state: 'waiting' },
        { id: 'providers', state: 'waiting' },
      ],
      pullRequests: [{ number, operation: 'create', state: 'open' }],
      file: {
        repository: 'sandbox/catalog-orders',
        path: 'namespaces/team-alpha/dnsrecords/www.yaml',
        exists: false,
      },
      allowed: { update: true, delete: true, restore: true },
    });
    const pending: OrderList = (await rig.get('/orders?search=www')).body;
    expect(pending).toMatchObject({
      items: [{ ref: { name: 'www' }, state: 'waiting', pullRequest: { url } }],
      totalItems: 1,
      unreadable: [],
    });

    await merge();
    const ready = await eventually(async () => {
      const current = await status('www');
      expect(states(current)).toEqual(READY);
      expect(current.flux).toMatchObject([
        { kind: 'GitRepository', containsOrder: true },
        { kind: 'Kustomization', name: 'orders-sync', containsOrder: true },
      ]);
      return current;
    });
    expect(ready).toMatchObject({
      state: 'ready',
      requestedBy: 'user:default/developer',
      pullRequests: [{ number, state: 'merged', mergedBy: 'openportal[bot]' }],
      composition: {
        name: XRD,
        steps: [
          {
            step: 'resources',
            function: 'function-patch-and-transform',
            healthy: true,
          },
        ],
      },
      drift: [],
      orphaned: false,
    });
    expect(ready.links).toContainEqual({
      title: 'fqdn',
      url: 'https://www.sandbox.example',
    });
    expect(ready).not.toHaveProperty('failure');
    expect(ready.layers[4].resources).toMatchObject([
      { kind: 'Record', state: 'ready' },
    ]);

    const list: OrderList = (
      await rig.get(`/orders?namespace=team-alpha&xrd=${XRD}&search=WWW`)
    ).body;
    expect(list).toMatchObject({
      unreadable: [],
      items: [
        {
          ref: {
            cluster: 'platform',
            namespace: 'team-alpha',
            xrd: XRD,
            name: 'www',
          },
          state: 'ready',
          requestedBy: 'user:default/developer',
        },
      ],
      facets: {
        clusters: ['platform'],
        requesters: ['user:default/developer'],
      },
    });
  });

  it('names the provider, the resource and what to do when a provider refuses', async () => {
    const { merge } = await submitOrder(rig.sandbox, {
      name: 'refused',
      spec: { name: 'refused', type: 'A', value: '192.0.2.7' },
      annotations: { 'sandbox.openportal.dev/fail': 'provider' },
    });
    await merge();
    const failed = await eventually(async () => {
      const current = await status('refused');
      expect(current.state).toBe('failed');
      return current;
    });
    expect(failed).toMatchObject({
      failingLayer: 'providers',
      failure: {
        category: 'provider',
        cause: 'access-denied',
        responsible: 'platform',
        resource: { kind: 'Record', namespace: 'team-alpha' },
        fix: expect.stringContaining('ProviderConfig'),
      },
    });
  });

  it('calls values that the cluster refuses a validation failure, with the file to correct', async () => {
    const { merge } = await submitOrder(rig.sandbox, {
      name: 'wrong',
      spec: { name: 'wrong', type: 'NONSENSE', value: '192.0.2.8' },
    });
    await merge();
    const failed = await eventually(async () => {
      const current = await status('wrong');
      expect(current.failure).toMatchObject({ layer: 'flux' });
      return current;
    });
    expect(failed.failure).toMatchObject({
      category: 'validation',
      cause: 'invalid-field',
      responsible: 'requester',
      resource: { kind: 'Kustomization', name: 'orders-sync' },
      link: {
        title: 'namespaces/team-alpha/dnsrecords/wrong.yaml',
        url: expect.stringContaining('catalog-orders/blob/main/namespaces'),
      },
    });
    // The same failure stops orders that came later, and these are told whose it is.
    const { merge: mergeNext } = await submitOrder(rig.sandbox, {
      name: 'blocked',
      spec: { name: 'blocked', type: 'A', value: '192.0.2.9' },
    });
    await mergeNext();
    await eventually(async () => {
      expect((await status('blocked')).failure).toMatchObject({
        category: 'flux',
        cause: 'flux-blocked',
        message: expect.stringContaining('wrong'),
      });
    });
    // What runs already goes on: Flux fails on later changes only.
    expect(states(await status('www'))).toEqual(READY);
  });

  it('leaves a layer unknown when its source cannot be read', async () => {
    const faults = [
      rig.sandbox.faults.add({
        service: 'github',
        path: /\/(pulls|commits)/,
        action: { kind: 'status', status: 404 },
      }),
      rig.sandbox.faults.add({
        service: 'kubernetes:platform',
        path: /toolkit\.fluxcd\.io/,
        action: { kind: 'status', status: 403 },
      }),
    ];
    try {
      await eventually(async () => {
        expect(states(await status('www'))).toMatchObject({
          pullRequest: 'unknown',
          flux: 'unknown',
          compositeResource: 'ready',
        });
      });
      const list: OrderList = (await rig.get('/orders?search=www')).body;
      expect(list.items).toHaveLength(1);
      expect(list.repositoryProblem).toMatch(/catalog-orders/);
    } finally {
      faults.forEach(fault => fault.remove());
    }
  });

  it('B5: names the cluster that cannot be read and lists the others', async () => {
    const fault = rig.sandbox.faults.add({
      service: 'kubernetes:production',
      path: /./,
      action: { kind: 'status', status: 503 },
    });
    try {
      await eventually(async () => {
        const list: OrderList = (await rig.get('/orders')).body;
        expect(list.unreadable).toEqual([
          { cluster: 'production', reason: expect.stringContaining('503') },
        ]);
        expect(list.items.map(({ ref }) => ref.name)).toContain('www');
      });
    } finally {
      fault.remove();
    }
  });

  it('F12: tells open pages which order changed, without its name', async () => {
    const { hints } = await status('www');
    await rig.publish('crossplane.composite.changed', {
      cluster: 'platform',
      namespace: 'team-alpha',
      xrd: XRD,
      name: 'www',
    });
    await rig.publish('github', {
      ref: 'refs/heads/main',
      repository: { full_name: 'Sandbox/catalog-orders' },
      commits: [
        {
          modified: ['namespaces/team-alpha/dnsrecords/www.yaml', 'README.md'],
        },
      ],
    });
    await rig.publish('github', {
      ref: 'refs/heads/main',
      repository: { full_name: 'somebody/else' },
      commits: [{ modified: ['namespaces/team-alpha/dnsrecords/www.yaml'] }],
    });
    await rig.publish('crossplane.composite.changed', 'nonsense');
    await eventually(async () => {
      expect(rig.signals.map(({ message }) => message.hint)).toEqual([
        hints[0],
        hints[1],
        expect.any(String),
      ]);
    });
    // By the branch: the file may be where the XRD wants it.
    await rig.publish('github', {
      action: 'opened',
      repository: { full_name: 'sandbox/catalog-orders' },
      pull_request: {
        head: { ref: `order/team-alpha/dnsrecords/www-${'a'.repeat(24)}` },
      },
    });
    await eventually(async () => {
      expect(rig.signals[3]?.message.hint).toBe(hints[2]);
    });
    expect(hints[2]).toEqual(expect.any(String));
    expect(JSON.stringify(rig.signals)).not.toMatch(/www|team-alpha|dnsrecord/);
    expect(rig.signals[0]).toMatchObject({
      recipients: { type: 'broadcast' },
      channel: 'crossplane:orders',
    });
  });

  it('reads an order once for all pages that are open', async () => {
    let release = () => {};
    const until = new Promise<void>(resolve => {
      release = resolve;
    });
    const fault = rig.sandbox.faults.add({
      service: 'kubernetes:platform',
      path: '/apis/network.openportal.dev/v1alpha1/namespaces/team-alpha/dnsrecords/refused',
      action: { kind: 'hold', until },
    });
    await rig.publish('crossplane.composite.changed', {
      cluster: 'platform',
      namespace: 'team-alpha',
      xrd: XRD,
      name: 'refused',
    });
    const pages = [1, 2, 3, 4, 5].map(() => status('refused'));
    await eventually(async () => expect(fault.hits).toBe(1));
    release();
    await Promise.all(pages);
    expect(fault.hits).toBe(1);
    fault.remove();
  });

  it('A22: asks for the permission on the namespace and checks its input', async () => {
    const path = `/orders/platform/team-alpha/${XRD}/www`;
    // Right after somebody else has filled the cache.
    await status('www');
    const denied = await rig.get(path, 'user:default/other-developer');
    expect(denied.status).toBe(403);
    expect(denied.body.error.message).toMatch(
      /namespace 'team-alpha' of cluster 'platform'.*crossplane\.order\.read.*group 'team-alpha'/,
    );
    const anonymous = await request(rig.backend.server)
      .get(`/api/crossplane${path}`)
      .set('authorization', 'Bearer nonsense');
    expect(anonymous.status).toBe(401);
    const list = await rig.get('/orders', 'user:default/other-developer');
    expect(list.body).toMatchObject({
      items: [],
      totalItems: 0,
      facets: { namespaces: [], requesters: [] },
    });
    expect(
      (await rig.get('/orders', 'user:default/nobody')).body.items,
    ).toEqual([]);
    expect(
      (await rig.get('/orders?search=www', ADMINISTRATOR)).body.items,
    ).toHaveLength(1);

    expect(
      (await rig.get(`/orders/platform/team-alpha/${XRD}/nothing`)).status,
    ).toBe(404);
    expect((await rig.get(`/orders/other/team-alpha/${XRD}/www`)).status).toBe(
      404,
    );
    expect(
      (await rig.get(`/orders/platform/team-alpha/${XRD}/..%2f..`)).status,
    ).toBe(400);
    for (const query of [
      'other=1',
      'limit=0',
      'limit=501',
      'sort=uid',
      'cursor=x',
    ]) {
      expect((await rig.get(`/orders?${query}`)).status).toBe(400);
    }
  });
});
