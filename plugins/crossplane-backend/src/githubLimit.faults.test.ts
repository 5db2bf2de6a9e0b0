import { OrderList, OrderStatus } from '@openportal/plugin-crossplane-common';
import { eventually } from './__testUtils__/eventually';
import { Rig, startRig } from './__testUtils__/startRig';
import { submitOrder } from './__testUtils__/submitOrder';

// Real servers on a busy machine: slower than the default allows.
jest.setTimeout(120_000);

const XRD = 'dnsrecords.network.openportal.dev';
const PUSH = {
  ref: 'refs/heads/main',
  repository: { full_name: 'sandbox/catalog-orders' },
  commits: [],
};

describe('pages of orders while GitHub asks for a pause', () => {
  let rig: Rig;

  beforeAll(async () => {
    rig = await startRig();
  });
  afterEach(() => {
    rig.sandbox.faults.clear();
  });
  afterAll(async () => {
    await rig?.close();
  });

  const read = async (name: string): Promise<OrderStatus> =>
    (await rig.get(`/orders/platform/team-alpha/${XRD}/${name}`)).body;
  const list = async (): Promise<OrderList> => (await rig.get('/orders')).body;
  const layerOf = (status: OrderStatus) =>
    status.layers.find(({ id }) => id === 'pullRequest');

  it('A9, A6: shows what GitHub said last and since when; nobody asks it before the time it named', async () => {
    const order = { name: 'www', spec: { name: 'www', type: 'A' } };
    const { number } = await submitOrder(rig.sandbox, order);
    await eventually(async () =>
      expect(layerOf(await read('www'))?.message).toContain(`#${number}`),
    );
    const before = layerOf(await read('www'));
    expect(before).not.toHaveProperty('staleSince');
    expect(await list()).not.toHaveProperty('repositoryProblem');

    const outage = rig.sandbox.faults.add({
      service: 'github',
      path: /./,
      action: { kind: 'reset' },
    });
    await rig.publish('github.push', PUSH);
    await eventually(async () =>
      expect(layerOf(await read('www'))).toEqual({
        ...before,
        staleSince: expect.stringMatching(/^\d{4}-.*Z$/),
        note: expect.stringContaining('GitHub is unreachable'),
      }),
    );
    outage.remove();

    const limit = rig.sandbox.faults.add({
      service: 'github',
      path: /./,
      action: {
        kind: 'status',
        status: 403,
        headers: { 'Retry-After': '2400' },
        body: { message: 'You have exceeded a secondary rate limit.' },
      },
    });
    await rig.publish('github.push', PUSH);
    await eventually(async () =>
      expect(layerOf(await read('www'))).toEqual({
        ...before,
        staleSince: expect.stringMatching(/^\d{4}-.*Z$/),
        note: expect.stringMatching(
          /^GitHub's rate limit is reached until \d\d:\d\d UTC$/,
        ),
      }),
    );
    await eventually(async () => {
      const { items, repositoryProblem, repositoryStaleSince } = await list();
      expect(repositoryStaleSince).toMatch(/^\d{4}-/);
      expect(repositoryProblem).toMatch(
        /^sandbox\/catalog-orders: GitHub's rate limit is reached until .*; shown is what it had at \d\d:\d\d UTC$/,
      );
      // Its pull request is all there is of it yet.
      expect(items.map(({ ref }) => ref.name)).toContain('www');
    });
    const askedUntilThen = limit.hits;
    await rig.publish('github.push', PUSH);
    await read('www');
    await list();
    expect(limit.hits).toBe(askedUntilThen);
  });
});
