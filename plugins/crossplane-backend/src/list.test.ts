import { Entity } from '@backstage/catalog-model';
import {
  IngestorStatus,
  OrderList,
} from '@openportal/plugin-crossplane-common';
import { catalogStandIn } from './__testUtils__/catalogStandIn';
import { eventually } from './__testUtils__/eventually';
import { ADMINISTRATOR, Rig, startRig } from './__testUtils__/startRig';
import { submitOrder } from './__testUtils__/submitOrder';

jest.setTimeout(240_000);

const KINDS = 200;
const GROUP = 'count.example.org';
const xrdName = (index: number) => `kind${index}s.${GROUP}`;
/** The ingestor made an entity of these. */
const INGESTED = [7, 150];

const status: IngestorStatus = {
  leaders: [{ provider: 'default', holder: 'host-1' }],
  clusters: [
    {
      provider: 'default',
      cluster: 'platform',
      stale: false,
      lastListedAt: '2026-01-01T00:00:00.000Z',
      templates: KINDS,
      resources: INGESTED.length,
      problems: [],
    },
  ],
};

const entities = INGESTED.map(
  (index): Entity => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: `order-${index}`,
      annotations: {
        'crossplane.io/xrd-name': xrdName(index),
        'openportal.dev/clusters': 'platform',
      },
    },
    spec: { type: `kind${index}`, owner: 'group:default/team-alpha' },
  }),
);

describe('the list of orders in a cluster of many kinds', () => {
  const ingestor: { status: IngestorStatus | number; refreshed: unknown[] } = {
    status,
    refreshed: [],
  };
  let rig: Rig;

  beforeAll(async () => {
    rig = await startRig({ features: [catalogStandIn(ingestor)], entities });
    for (let index = 0; index < KINDS; index += 1) {
      define(index);
    }
    await rig.sandbox.idle();
    for (const index of INGESTED) {
      instantiate(index);
    }
    // The third kind with an instance is known from git.
    const { merge } = await submitOrder(rig.sandbox, {
      name: 'www',
      spec: { name: 'www', type: 'A', value: '192.0.2.1' },
    });
    await merge();
    await rig.sandbox.idle();
  });

  afterAll(async () => {
    await rig?.close();
  });

  function define(index: number) {
    const plural = `kind${index}s`;
    rig.sandbox.clusters.platform.objects.apply(
      {
        apiVersion: 'apiextensions.crossplane.io/v2',
        kind: 'CompositeResourceDefinition',
        metadata: {
          name: `${plural}.${GROUP}`,
          labels: { 'terasky.backstage.io/generate-form': 'true' },
        },
        spec: {
          group: GROUP,
          scope: 'Namespaced',
          names: { kind: `Kind${index}`, plural },
          versions: [
            {
              name: 'v1',
              served: true,
              referenceable: true,
              schema: { openAPIV3Schema: { type: 'object' } },
            },
          ],
        },
      },
      { fieldManager: 'test' },
    );
  }

  function instantiate(index: number, namespace: string = 'team-alpha') {
    rig.sandbox.clusters.platform.objects.apply(
      {
        apiVersion: `${GROUP}/v1`,
        kind: `Kind${index}`,
        metadata: { name: `order-${index}`, namespace },
        spec: {},
      },
      { fieldManager: 'test' },
    );
  }

  /** Counts what reaches the API server, and lets it pass. */
  function count() {
    const rule = {
      service: 'kubernetes:platform',
      action: { kind: 'delay', milliseconds: 0 },
    } as const;
    const lists = rig.sandbox.faults.add({
      ...rule,
      path: /^\/apis\/(count\.example\.org|[a-z]+\.openportal\.dev)\/\w+\/\w+\?/,
    });
    const others = rig.sandbox.faults.add({ ...rule, path: /./ });
    return () => {
      lists.remove();
      others.remove();
      return { lists: lists.hits, all: lists.hits + others.hits };
    };
  }

  const list = async (query: string = '', user?: string): Promise<OrderList> =>
    (await rig.get(`/orders?cluster=platform${query}`, user)).body;
  const namesOf = ({ items }: OrderList) => items.map(({ ref }) => ref.name);

  it('lists three kinds of more than 200, once for everybody who asks', async () => {
    const stop = count();
    const [own, again, others, all] = await Promise.all([
      list(),
      list(),
      list('', 'user:default/other-developer'),
      list('', ADMINISTRATOR),
    ]);
    const { lists, all: requests } = stop();
    for (const answer of [own, again, all]) {
      expect(namesOf(answer)).toEqual(['order-150', 'order-7', 'www']);
      expect(answer.unreadable).toEqual([]);
    }
    // What the catalog says is only where to look: rights are those of the caller.
    expect(others.items).toEqual([]);
    expect(lists).toBe(3);
    // Discovery of two groups, the XRDs, and what is needed for those.
    expect(requests).toBeLessThan(12);
  });

  it('shows an order that nothing but an event tells of, with one more list', async () => {
    await list();
    instantiate(42);
    await rig.publish('crossplane.composite.changed', {
      cluster: 'platform',
      namespace: 'team-alpha',
      xrd: xrdName(42),
      name: 'order-42',
    });
    const stop = count();
    await eventually(async () => {
      expect(namesOf(await list())).toContain('order-42');
    });
    // The others are listed again when their time is up, at most once here.
    expect(stop().lists).toBeLessThanOrEqual(4);
  });

  it('answers what it knows, and how much it does not, when the ingestor is silent', async () => {
    instantiate(180);
    ingestor.status = 500;
    try {
      const stop = count();
      const partial = await eventually(async () => {
        const answer = await list();
        expect(answer.unreadable).toMatchObject([
          {
            cluster: 'platform',
            reason: expect.stringMatching(
              /^1\d\d kinds were not looked at, because the ingestor does not answer/,
            ),
          },
        ]);
        return answer;
      });
      expect(stop().lists).toBeLessThan(100);
      expect(namesOf(partial)).toEqual(
        expect.arrayContaining(['order-150', 'order-7', 'www']),
      );
      const chosen = await list(`&xrd=${xrdName(180)}`);
      expect(namesOf(chosen)).toEqual(['order-180']);
      expect(chosen.unreadable).toEqual([]);
    } finally {
      ingestor.status = status;
    }
  });
});
