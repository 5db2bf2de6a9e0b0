import { KubernetesObject } from '@openportal/kubernetes-node';
import fc from 'fast-check';
import { defaultOptions, dnsRecordXrd } from '../__testUtils__/objects';
import { PackedObject } from '../source/PackedObject';
import {
  StoredTemplateName,
  TemplateNameStore,
} from '../store/TemplateNameStore';
import { GivenNames } from './GivenNames';
import { Unit } from './Unit';
import { convertUnit } from './UnitConverter';

const XRD = 'dnsrecords.network.openportal.dev';
const CLUSTERS = ['a', 'b', 'c', 'd'] as const;
type Cluster = (typeof CLUSTERS)[number];

/** The rows of a database. */
class StoredRows implements Pick<TemplateNameStore, 'read' | 'write'> {
  readonly #rows = new Map<string, StoredTemplateName>();

  async read(): Promise<StoredTemplateName[]> {
    return [...this.#rows.values()];
  }

  async write(
    _: unknown,
    { set, removed }: Parameters<TemplateNameStore['write']>[1],
  ): Promise<void> {
    for (const { cluster } of removed) {
      this.#rows.delete(cluster);
    }
    for (const row of set) {
      this.#rows.set(row.cluster, row);
    }
  }
}

/** What a cluster holds: one of several forms of the XRD, or none. */
type Form = 1 | 2 | 3 | undefined;

function definition(form: Form, created: string): PackedObject | undefined {
  const object: KubernetesObject | undefined =
    form &&
    dnsRecordXrd({ labels: { 'openportal.dev/version': `v${form}.0.0` } });
  if (object) {
    object.metadata.creationTimestamp = created;
  }
  return object && PackedObject.pack(object, item => item);
}

/** A process of the portal: what it has heard of the clusters so far. */
class Portal {
  readonly #names: GivenNames;
  readonly #heard: Map<Cluster, PackedObject | undefined>;
  #listed = new Set<Cluster>();
  #unit: Unit | undefined;

  /** @param snapshots - what an earlier process stored of clusters; nothing where it was killed before */
  constructor(
    rows: StoredRows,
    snapshots: Map<Cluster, PackedObject | undefined>,
  ) {
    this.#names = new GivenNames({
      store: rows,
      lease: { provider: 'default', token: 1 },
    });
    this.#heard = snapshots;
  }

  async start(): Promise<void> {
    await this.#names.load([...CLUSTERS]);
    await this.#convert();
  }

  /** A cluster answers. */
  async hear(cluster: Cluster, found: PackedObject | undefined): Promise<void> {
    this.#heard.set(cluster, found);
    this.#listed.add(cluster);
    await this.#convert();
  }

  /** The template of each cluster. */
  names(): Record<string, string> {
    return Object.fromEntries(
      [...this.#heard].flatMap(([cluster, found]) =>
        found ? [[cluster, this.#unit?.names[`${cluster}/${XRD}`] ?? '']] : [],
      ),
    );
  }

  async #convert(): Promise<void> {
    const { unit } = convertUnit(XRD, this.#unit, 'all', {
      sources: CLUSTERS.map(cluster => ({
        cluster,
        definitionsListed: this.#listed.has(cluster),
        definition: () => this.#heard.get(cluster),
        compositions: () => [],
        composites: () => [],
        composite: () => undefined,
        compositesFail: () => false,
        namespaceOwner: () => undefined,
      })),
      stale: new Set(),
      readable: new Map(),
      names: this.#names.of(XRD),
      options: defaultOptions,
    });
    await this.#names.keep([unit]);
    this.#unit = unit;
  }
}

const someForm = fc.constantFrom<Form>(1, 2, 3, undefined);
const someCluster = fc.constantFrom(...CLUSTERS);
const someStep = fc.record({
  cluster: someCluster,
  form: someForm,
  /** The portal is killed afterwards; the clusters then answer in this order. */
  restart: fc.option(
    fc.record({
      order: fc.shuffledSubarray([...CLUSTERS], { minLength: 4 }),
      silent: fc.subarray([...CLUSTERS]),
      stored: fc.subarray([...CLUSTERS]),
    }),
    { nil: undefined },
  ),
});
const someDates = fc.tuple(
  ...CLUSTERS.map(() => fc.integer({ min: 2020, max: 2029 })),
);

describe('names of templates', () => {
  it('B8: are the same whatever the order in which clusters answer, and whenever the portal is restarted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(someStep, { minLength: 1, maxLength: 12 }),
        someDates,
        async (steps, dates) => {
          const rows = new StoredRows();
          const world = new Map<Cluster, PackedObject | undefined>();
          let portal = new Portal(rows, new Map());
          await portal.start();
          for (const { cluster, form, restart } of steps) {
            const year = dates[CLUSTERS.indexOf(cluster)];
            world.set(cluster, definition(form, `${year}-01-01T00:00:00Z`));
            await portal.hear(cluster, world.get(cluster));
            const names = portal.names();
            checkForms(world, names);
            if (!restart) {
              continue;
            }
            portal = new Portal(
              rows,
              new Map(restart.stored.map(name => [name, world.get(name)])),
            );
            await portal.start();
            expect(names).toMatchObject(portal.names());
            const isSilent = (name: Cluster) => restart.silent.includes(name);
            for (const name of [
              ...restart.order.filter(other => !isSilent(other)),
              ...restart.order.filter(isSilent),
            ]) {
              await portal.hear(name, world.get(name));
              expect(names).toMatchObject(portal.names());
            }
            expect(portal.names()).toEqual(names);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('B8: of a cluster that is silent after a restart are given to no other', async () => {
    const rows = new StoredRows();
    const first = new Portal(rows, new Map());
    await first.start();
    const old = definition(1, '2024-01-01T00:00:00Z');
    await first.hear('b', old);
    expect(first.names()).toEqual({ b: XRD });

    // Killed before it stored what 'b' has; meanwhile 'a' came, whose XRD is older.
    const second = new Portal(rows, new Map());
    await second.start();
    await second.hear('a', definition(2, '2020-01-01T00:00:00Z'));
    const { a } = second.names();
    expect(a).not.toBe(XRD);
    await second.hear('b', old);
    expect(second.names()).toEqual({ a, b: XRD });

    // Once 'b' says that it has none, the next newcomer may have the name.
    await second.hear('b', undefined);
    await second.hear('c', definition(3, '2025-01-01T00:00:00Z'));
    expect(second.names()).toEqual({ a, c: XRD });
  });
});

/** The same form is the same template, another one is another. */
function checkForms(
  world: Map<Cluster, PackedObject | undefined>,
  names: Record<string, string>,
): void {
  const byForm = new Map<unknown, Set<string>>();
  for (const [cluster, found] of world) {
    const label = found?.unpack().metadata.labels?.['openportal.dev/version'];
    if (label) {
      byForm.set(label, (byForm.get(label) ?? new Set()).add(names[cluster]));
    }
  }
  const given = [...byForm.values()].flatMap(set => [...set]);
  expect(given).toHaveLength(byForm.size);
  expect(new Set(given).size).toBe(given.length);
}
