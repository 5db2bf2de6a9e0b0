import { createTestDatabases } from '../__testUtils__/testDatabases';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { findLedgerProblem } from '../__testUtils__/findLedgerProblem';
import { newOperation, testImage } from '../__testUtils__/newOperation';
import { OperationRow } from '../database/rows';
import { readLedger } from './ledger';
import {
  removeOldLedgerRows,
  removeOldMessages,
  removeOldOperations,
} from './retention';
import { LedgerRow, OutboxRow } from './rows';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const DAY = 86_400_000;

async function setUp(databaseId: Parameters<typeof createTestWorld>[1]) {
  const world = await createTestWorld(databases, databaseId);
  const ids: string[] = [];
  for (const version of [2, 3, 4]) {
    const { record } = await world.store.create(
      newOperation({
        fromImage: testImage(version - 1),
        toImage: testImage(version),
        latestOperationId: ids.at(-1),
      }),
    );
    ids.push(record.operation.id);
    await world.createWorker().runOnce();
    world.cluster.sync();
    await world.passTime();
    await world.createWorker().runOnce();
  }
  return { ...world, ids };
}

describe.each(databases.eachSupportedId())('retention on %s', databaseId => {
  it('removes what ended long ago, keeps the newest of each environment, and leaves a ledger that can be checked', async () => {
    const { knex, ids, store } = await setUp(databaseId);
    await expect(removeOldOperations(knex, DAY)).resolves.toBe(0);
    await expect(removeOldLedgerRows(knex, DAY)).resolves.toBe(0);
    // Two of them, and everything about them, are old.
    for (const id of ids.slice(0, 2)) {
      await knex<OperationRow>('operations')
        .where({ id })
        .update({ finished_at: 1 });
      // The time is under the seal: the row is old only for the one who asks.
    }
    const rows = await readLedger(knex, { limit: 1000 });
    expect(rows).toHaveLength(12);
    await expect(removeOldOperations(knex, DAY)).resolves.toBe(2);
    await expect(removeOldOperations(knex, DAY)).resolves.toBe(0);
    await expect(store.get(ids[0])).resolves.toBeUndefined();
    await expect(store.get(ids[2])).resolves.toBeDefined();

    // Nothing is younger than this: only the operation that is there holds its rows.
    await expect(removeOldLedgerRows(knex, -1000)).resolves.toBe(0);
    await expect(findLedgerProblem(knex)).resolves.toBeUndefined();
    await knex<OperationRow>('operations')
      .where({ id: ids[2] })
      .update({ finished_at: (await store.now()) + 2 * DAY });
    await expect(removeOldLedgerRows(knex, -DAY)).resolves.toBe(8);
    const left = await readLedger(knex, { limit: 1000 });
    expect(left.map(({ sequence }) => sequence)).toEqual([9, 10, 11, 12, 13]);
    expect(left.at(-1)).toMatchObject({
      state: 'checkpoint',
      payload: JSON.stringify({ removedUpTo: 8, hash: rows[7].hash }),
    });
    await expect(findLedgerProblem(knex)).resolves.toBeUndefined();

    // Whoever removes more than that is found out.
    await knex<LedgerRow>('ledger').where({ sequence: 9 }).delete();
    await expect(findLedgerProblem(knex)).resolves.toMatchObject({
      reason: expect.stringContaining('no checkpoint says'),
    });
  });

  it('removes messages that are done with, and none that must still go out', async () => {
    const { knex } = await setUp(databaseId);
    const [first, second] = await knex<OutboxRow>('outbox').orderBy('sequence');
    await knex<OutboxRow>('outbox').update({ created_at: 1 });
    await knex<OutboxRow>('outbox')
      .where({ sequence: first.sequence })
      .update({ delivered_at: 2 });
    await knex<OutboxRow>('outbox')
      .where({ sequence: second.sequence })
      .update({ dead_at: 2 });
    await expect(removeOldMessages(knex, DAY)).resolves.toBe(2);
    await expect(removeOldMessages(knex, DAY)).resolves.toBe(0);
    await expect(knex<OutboxRow>('outbox')).resolves.toHaveLength(1);
  });
});
