import {
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { OrderList, OrderStatus } from '@openportal/plugin-crossplane-common';
import { Sandbox, startSandbox, toPortalConfig } from '@openportal/sandbox';
import request from 'supertest';
import { eventually } from './__testUtils__/eventually';
import { submitOrder } from './__testUtils__/submitOrder';

jest.setTimeout(120_000);

const XRD = 'dnsrecords.network.openportal.dev';

describe('crossplanePlugin', () => {
  let sandbox: Sandbox;
  let backend: TestBackend;

  beforeAll(async () => {
    sandbox = await startSandbox({ tempo: 20 });
    const config = JSON.parse(
      JSON.stringify(toPortalConfig(sandbox.endpoints)),
    );
    backend = await startTestBackend({
      features: [
        import('./index'),
        mockServices.rootConfig.factory({
          data: {
            kubernetes: config.kubernetes,
            integrations: config.integrations,
            idp: config.idp,
          },
        }),
        mockServices.permissions.mock({
          authorize: async requests =>
            requests.map(item => ({
              result:
                'resourceRef' in item &&
                !String(item.resourceRef).endsWith('/team-alpha')
                  ? AuthorizeResult.DENY
                  : AuthorizeResult.ALLOW,
            })),
        }).factory,
      ],
    });
  });

  afterAll(async () => {
    await backend?.stop();
    await sandbox?.close();
  });

  const get = (path: string) =>
    request(backend.server).get(`/api/crossplane${path}`);

  async function status(name: string): Promise<OrderStatus> {
    const response = await get(`/orders/platform/team-alpha/${XRD}/${name}`);
    expect(response.status).toBe(200);
    return response.body;
  }

  const states = ({ layers }: OrderStatus) =>
    Object.fromEntries(layers.map(({ id, state }) => [id, state]));

  it('follows an order through its layers', async () => {
    await sandbox.idle();
    const { url, merge } = await submitOrder(sandbox, {
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
    });
    const pending: OrderList = (await get('/orders')).body;
    expect(pending.items).toMatchObject([{ ref: { name: 'www' } }]);

    await merge();
    const ready = await eventually(async () => {
      const current = await status('www');
      expect(states(current)).toEqual({
        pullRequest: 'ready',
        flux: 'ready',
        compositeResource: 'ready',
        composition: 'ready',
        providers: 'ready',
      });
      return current;
    });
    expect(ready).toMatchObject({
      state: 'ready',
      requestedBy: 'user:default/developer',
    });
    expect(ready).not.toHaveProperty('failingLayer');

    const list: OrderList = (
      await get(`/orders?namespace=team-alpha&xrd=${XRD}`)
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
        },
      ],
    });
  });

  it('leaves a layer unknown when its source cannot be read', async () => {
    const faults = [
      sandbox.faults.add({
        service: 'github',
        path: /\/pulls/,
        action: { kind: 'status', status: 404 },
      }),
      sandbox.faults.add({
        service: 'kubernetes:platform',
        path: /toolkit\.fluxcd\.io/,
        action: { kind: 'status', status: 403 },
      }),
    ];
    const current = await status('www');
    expect(states(current)).toMatchObject({
      pullRequest: 'unknown',
      flux: 'unknown',
      compositeResource: 'ready',
    });
    faults.forEach(fault => fault.remove());
  });

  it('asks for the permission on the namespace and checks its input', async () => {
    const denied = await get(`/orders/platform/team-beta/${XRD}/www`);
    expect(denied.status).toBe(403);
    expect(denied.body.error.message).toContain(
      "namespace 'team-beta' in cluster 'platform'",
    );
    expect(
      (await get(`/orders/platform/team-alpha/${XRD}/nothing`)).status,
    ).toBe(404);
    expect((await get(`/orders/other/team-alpha/${XRD}/www`)).status).toBe(404);
    expect(
      (await get(`/orders/platform/team-alpha/${XRD}/..%2f..`)).status,
    ).toBe(400);
    expect((await get('/orders?other=1')).status).toBe(400);
    expect((await get('/orders?cluster=platform')).status).toBe(200);
  });
});
