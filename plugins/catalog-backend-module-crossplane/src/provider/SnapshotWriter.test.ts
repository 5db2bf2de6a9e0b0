import { mockServices } from '@backstage/backend-test-utils';
import { PackedObject } from '../source/PackedObject';
import { SnapshotChange } from '../store/SnapshotStore';
import { SnapshotWriter } from './SnapshotWriter';

const lease = { provider: 'default', holder: 'one', token: 1 };

function packed(name: string): PackedObject {
  return PackedObject.pack(
    { apiVersion: 'v1', kind: 'Thing', metadata: { name } },
    object => object,
  );
}

describe('SnapshotWriter', () => {
  function startWriter(
    options: Partial<ConstructorParameters<typeof SnapshotWriter>[0]>,
  ) {
    const written: SnapshotChange[] = [];
    let tellWritten = () => {};
    const firstWrite = new Promise<void>(resolve => {
      tellWritten = resolve;
    });
    const writer = new SnapshotWriter({
      store: {
        read: async () => new Map(),
        write: async (_, changes) => {
          written.push(...changes);
          tellWritten();
        },
      },
      lease,
      logger: mockServices.logger.mock(),
      delayMilliseconds: 0,
      lookMilliseconds: 1,
      ...options,
    });
    return { writer, written, firstWrite };
  }

  it('leaves the database to a catalog that has a pile to process', async () => {
    let looks = 0;
    const { writer, written, firstWrite } = startWriter({
      hasBacklog: () => {
        looks += 1;
        expect(written).toEqual([]);
        return looks < 5;
      },
    });
    writer.add('alpha', 'xrds', { set: [packed('a')], removed: ['/b'] });
    await firstWrite;
    expect(looks).toBe(6);
    expect(written).toMatchObject([
      { cluster: 'alpha', part: 'xrds', set: [{ key: '/a' }], removed: ['/b'] },
    ]);
    await writer.stop();
  });

  it('does not wait for ever for a catalog that always has one', async () => {
    const { writer, written, firstWrite } = startWriter({
      hasBacklog: () => true,
      longestWaitMilliseconds: 20,
    });
    writer.add('alpha', 'xrds', { set: [packed('a')], removed: [] });
    await firstWrite;
    expect(written).toHaveLength(1);
    await writer.stop();
  });

  it('writes what is left when it stops', async () => {
    let tellLooked = () => {};
    const looked = new Promise<void>(resolve => {
      tellLooked = resolve;
    });
    const { writer, written } = startWriter({
      hasBacklog: () => {
        tellLooked();
        return true;
      },
      lookMilliseconds: 600_000,
    });
    writer.add('alpha', 'xrds', { set: [packed('a')], removed: [] });
    await looked;
    expect(written).toEqual([]);
    await writer.stop();
    expect(written).toHaveLength(1);
  });
});
