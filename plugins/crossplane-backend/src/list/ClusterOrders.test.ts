import {
  KubernetesClient,
  KubernetesObject,
} from '@openportal/kubernetes-node';
import { IngestorClusterStatus } from '@openportal/plugin-crossplane-common';
import { fakeClient } from '../__testUtils__/fakeClient';
import { ClusterReader } from '../cluster/ClusterReader';
import { CatalogKinds } from './CatalogKinds';
import { ClusterOrders } from './ClusterOrders';
import { KnownRepositories } from './kindsInGit';

type Knowledge = Awaited<ReturnType<CatalogKinds['read']>>;

const GROUP = 'count.example.org';
const xrdName = (index: number) => `kind${index}s.${GROUP}`;

const healthy: IngestorClusterStatus = {
  cluster: 'platform',
  stale: false,
  lastListedAt: '2026-01-01T00:00:00.000Z',
  templates: 2000,
  resources: 3,
  problems: [],
};

function knowledge(
  indexes: number[],
  change: Partial<IngestorClusterStatus> = {},
): Knowledge {
  const names = indexes.map(xrdName);
  return {
    cluster: 'platform',
    names,
    counts: { known: true, value: new Map(names.map(name => [name, 1])) },
    ingestor: { known: true, value: { clusters: [{ ...healthy, ...change }] } },
    settings: [
      {
        id: 'default',
        clusters: undefined,
        annotationPrefix: 'terasky.backstage.io',
        ingestAll: false,
      },
    ],
  };
}

const noAnswer: Partial<Knowledge> = {
  counts: { known: false, reason: 'answered 503' },
};

const nothing: KnownRepositories = { files: new Map(), pending: [] };

function definition(index: number, labels: Record<string, string>) {
  const plural = `kind${index}s`;
  return {
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: { name: `${plural}.${GROUP}`, labels },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { kind: `Kind${index}`, plural },
      versions: [{ name: 'v1', served: true, referenceable: true }],
    },
  };
}

/** A cluster of many kinds that records which of them are listed. */
function start(
  options: {
    kinds?: number;
    instances?: number[];
    isTemplate?: (index: number) => boolean;
  } = {},
) {
  const { kinds = 2000, isTemplate = () => true } = options;
  const instances = new Set(options.instances ?? [3, 700, 1999]);
  const definitions = Array.from({ length: kinds }, (_, index) =>
    definition(index, {
      'terasky.backstage.io/generate-form': String(isTemplate(index)),
    }),
  );
  const lists: string[] = [];
  const running = { now: 0, most: 0 };
  const list: KubernetesClient['list'] = async ({ plural }) => {
    if (plural === 'compositeresourcedefinitions') {
      return { items: definitions, resourceVersion: '1' };
    }
    lists.push(`${plural}.${GROUP}`);
    running.now += 1;
    running.most = Math.max(running.most, running.now);
    await new Promise(setImmediate);
    running.now -= 1;
    const index = Number(/\d+/.exec(plural)?.[0]);
    const items: KubernetesObject[] = instances.has(index)
      ? [
          {
            apiVersion: `${GROUP}/v1`,
            kind: `Kind${index}`,
            metadata: { name: `order-${index}`, namespace: 'team-alpha' },
          },
        ]
      : [];
    return { items, resourceVersion: '1' };
  };
  const { client } = fakeClient([]);
  const reader = new ClusterReader({
    ...client,
    groupVersions: async () => ['v2'],
    findKind: async (apiVersion, kind) => ({
      resource: {
        group: GROUP,
        version: apiVersion.split('/')[1],
        plural: `${kind.toLowerCase()}s`,
      },
      namespaced: true,
    }),
    list,
  });
  const state = { known: knowledge([...instances]) };
  const orders = new ClusterOrders({
    catalog: { read: async () => state.known },
    config: undefined,
  });
  return {
    lists,
    running,
    instances,
    state,
    orders,
    read: async (xrd?: string) => {
      const found = await orders.read(reader, {
        repositories: Promise.resolve(nothing),
        xrd,
      });
      return {
        names: found.orders.map(({ ref }) => ref.name).sort(),
        unreadable: found.unreadable,
      };
    },
    event: (index: number) =>
      orders.forget({
        cluster: 'platform',
        namespace: 'team-alpha',
        xrd: xrdName(index),
      }),
  };
}

describe('ClusterOrders', () => {
  it('lists three of 2,000 kinds when three have instances, once for all who ask', async () => {
    const { read, lists } = start();
    const answers = await Promise.all([read(), read(), read()]);
    for (const answer of answers) {
      expect(answer).toEqual({
        names: ['order-1999', 'order-3', 'order-700'],
        unreadable: [],
      });
    }
    expect(lists.sort()).toEqual([xrdName(1999), xrdName(3), xrdName(700)]);
  });

  it('lists a kind again, and only this one, when an event tells of it', async () => {
    const { read, lists, instances, event } = start();
    await read();
    lists.length = 0;
    // Neither the catalog nor git know of it: it asks to stay out.
    instances.add(42);
    event(42);
    expect((await read()).names).toContain('order-42');
    expect(lists).toEqual([xrdName(42)]);
    instances.delete(42);
    event(42);
    expect((await read()).names).not.toContain('order-42');
    await read();
    expect(lists).toEqual([xrdName(42), xrdName(42)]);
  });

  it('looks at a few kinds and says that others are unknown when the catalog fails', async () => {
    const { read, lists, running, state } = start();
    state.known = { ...knowledge([]), ...noAnswer };
    const { names, unreadable } = await read();
    expect(names).toEqual(['order-3']);
    expect(unreadable).toEqual([
      {
        reason: expect.stringMatching(
          /^1950 kinds were not looked at, because the catalog does not answer \(answered 503\);.*xrd=/,
        ),
      },
    ]);
    expect(lists).toHaveLength(50);
    expect(running.most).toBeLessThanOrEqual(5);
    // The one with an order is followed from now on, which leaves room for one more; the others are not listed again.
    await read();
    expect(new Set(lists).size).toBe(51);
    expect(lists).toHaveLength(52);
  });

  it('lists the kind that somebody asks for, whatever the catalog knows', async () => {
    const { read, state } = start();
    state.known = { ...knowledge([]), ...noAnswer };
    const { names, unreadable } = await read(xrdName(700));
    expect(names).toContain('order-700');
    expect(unreadable).toEqual([]);
  });

  it('is complete without a catalog where there are few kinds', async () => {
    const { read, state } = start({ kinds: 40, instances: [3, 39] });
    state.known = { ...knowledge([]), ...noAnswer };
    expect(await read()).toEqual({
      names: ['order-3', 'order-39'],
      unreadable: [],
    });
  });

  it('says that kinds without a template are unknown to the catalog', async () => {
    const { read, lists } = start({
      kinds: 200,
      instances: [3, 5],
      isTemplate: index => index >= 100,
    });
    const { names, unreadable } = await read();
    expect(names).toEqual(['order-3', 'order-5']);
    expect(lists).toHaveLength(2 + 50);
    expect(unreadable).toEqual([
      {
        reason: expect.stringMatching(/^48 kinds .* make no template/),
      },
    ]);
  });
});
