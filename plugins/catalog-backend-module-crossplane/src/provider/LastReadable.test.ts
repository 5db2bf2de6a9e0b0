import { mockServices } from '@backstage/backend-test-utils';
import { dnsRecordXrd } from '../__testUtils__/objects';
import { PARTS } from '../source/ClusterSourceOptions';
import { PackedObject } from '../source/PackedObject';
import {
  SnapshotChange,
  SnapshotStore,
  StoredObject,
} from '../store/SnapshotStore';
import { LastReadable } from './LastReadable';
import { SnapshotWriter } from './SnapshotWriter';

const COUNT = 450;
const CLUSTER = 'platform';
const plurals = Array.from({ length: COUNT }, (_, index) => `things${index}`);

function pack(plural: string, state: 'good' | 'bad' | 'better'): PackedObject {
  return PackedObject.pack(
    dnsRecordXrd({ plural, annotations: { state } }),
    object => object,
  );
}

/** A database that can be looked at after each transaction, as a process that is killed there leaves it. */
class Transactions implements SnapshotStore {
  readonly rows = new Map<string, Map<string, StoredObject>>();
  count = 0;
  readonly #check: () => void;

  constructor(check: () => void) {
    this.#check = check;
  }

  async read(): Promise<Map<string, StoredObject[]>> {
    return new Map(
      [...this.rows].map(([part, objects]) => [part, [...objects.values()]]),
    );
  }

  async write(_: unknown, changes: SnapshotChange[]): Promise<void> {
    for (const { part, set, removed } of changes) {
      const objects = this.rows.get(part) ?? new Map();
      this.rows.set(part, objects);
      for (const key of removed) {
        objects.delete(key);
      }
      for (const object of set) {
        objects.set(object.key, object);
      }
    }
    this.count += 1;
    this.#check();
  }

  state(part: string, plural: string): string | undefined {
    const stored = this.rows
      .get(part)
      ?.get(`/${plural}.network.openportal.dev`);
    return (
      stored &&
      PackedObject.fromStored(stored).unpack().metadata.annotations?.state
    );
  }
}

describe('LastReadable', () => {
  it('B6: a definition that can be read is stored at every moment at which a process may be killed', async () => {
    let complete = false;
    const store: Transactions = new Transactions(() => {
      for (const plural of complete ? plurals : []) {
        const states = [PARTS.definitions, PARTS.readable].map(part =>
          store.state(part, plural),
        );
        expect(states.filter(state => state && state !== 'bad')).not.toEqual(
          [],
        );
      }
    });
    const open = () =>
      new SnapshotWriter({
        store,
        lease: { provider: 'default', token: 1 },
        logger: mockServices.logger.mock(),
        delayMilliseconds: 60_000,
      });
    let writer = open();
    const readable = new LastReadable((cluster, change) =>
      writer.add(cluster, PARTS.readable, change),
    );
    const current = new Map<string, PackedObject>();
    const change = (state: 'good' | 'bad' | 'better') => {
      const set = plurals.map(plural => pack(plural, state));
      readable.changing(CLUSTER, { set, removed: [] });
      writer.add(CLUSTER, PARTS.definitions, { set, removed: [] });
      for (const object of set) {
        current.set(object.metadata.name, object);
      }
    };
    const convert = (last: Map<string, PackedObject>) => {
      for (const [xrd, object] of last) {
        readable.keep({ xrd, readable: new Map([[CLUSTER, object]]) }, () =>
          current.get(xrd),
        );
      }
    };
    const flush = async () => {
      await writer.stop();
      writer = open();
    };

    change('good');
    const good = new Map(current);
    convert(good);
    await flush();
    complete = true;

    change('bad');
    // The conversion may come before or after the change is stored.
    convert(new Map([...good].slice(0, COUNT / 2)));
    await flush();
    convert(good);
    await flush();
    expect(store.rows.get(PARTS.readable)?.size).toBe(COUNT);

    change('better');
    await flush();
    // Bad again before the good one was looked at, and stored.
    const better = new Map(current);
    change('bad');
    convert(better);
    await flush();
    expect(store.state(PARTS.readable, plurals[0])).toBe('better');

    change('good');
    convert(new Map(current));
    await flush();
    expect(store.rows.get(PARTS.readable)?.size).toBe(0);
    // In several transactions, or there was nothing to look at.
    expect(store.count).toBeGreaterThan(12);
  });

  it('B6: knows what an earlier process stored, and forgets what is gone', () => {
    const written: unknown[] = [];
    const readable = new LastReadable((cluster, { set, removed }) =>
      written.push([cluster, set.map(({ key }) => key), removed]),
    );
    const [before, now] = [pack('zones', 'good'), pack('zones', 'bad')];
    const xrd = before.metadata.name;
    readable.load(
      CLUSTER,
      new Map([
        [PARTS.definitions, [now]],
        [PARTS.readable, [before]],
      ]),
    );
    expect(readable.of(xrd).get(CLUSTER)?.hash).toBe(before.hash);
    readable.changing(CLUSTER, { set: [pack('zones', 'bad')], removed: [] });
    expect(written).toEqual([]);

    readable.changing(CLUSTER, { set: [], removed: [now.key] });
    readable.keep({ xrd, readable: new Map() }, () => undefined);
    expect(readable.of(xrd).size).toBe(0);
    expect(written).toEqual([[CLUSTER, [], [now.key]]]);
  });
});
