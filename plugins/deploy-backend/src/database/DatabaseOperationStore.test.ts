import { TestDatabaseId } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { findLedgerProblem } from '../__testUtils__/findLedgerProblem';
import { newOperation, testImage } from '../__testUtils__/newOperation';
import { DatabaseOperationStore } from './DatabaseOperationStore';
import { DatabaseOutbox } from './DatabaseOutbox';
import { runMigrations } from '@openportal/database-node';
import { migrations } from './migrations';
import { LedgerRow, OperationRow } from './rows';
import { listVersionMarks } from './versionMarks';

jest.setTimeout(60_000);

const databases = createTestDatabases();

async function setUp(id: TestDatabaseId) {
  const knex = await databases.init(id);
  await runMigrations(knex, migrations);
  return { knex, store: DatabaseOperationStore.create({ knex }) };
}

async function expireLeases(knex: Knex) {
  await knex<OperationRow>('operations').update({ lease_until: 0 });
}

describe.each(databases.eachSupportedId())(
  'DatabaseOperationStore on %s',
  id => {
    it('F3: migrates up and down, and with two replicas at once', async () => {
      const knex = await databases.init(id);
      await Promise.all([
        runMigrations(knex, migrations),
        runMigrations(knex, migrations),
      ]);
      await expect(knex.schema.hasTable('operations')).resolves.toBe(true);
      await knex.migrate.rollback(
        { directory: `${__dirname}/../../migrations` },
        true,
      );
      await expect(knex.schema.hasTable('operations')).resolves.toBe(false);
    });

    it('moves an operation on, with its ledger and outbox rows', async () => {
      const { knex, store } = await setUp(id);
      const { record } = await store.create(newOperation());
      expect(record.operation).toMatchObject({
        state: 'requested',
        from: { version: 'sha-0101010' },
        to: { version: 'sha-0202020' },
      });
      let claim = await store.claim(60_000);
      if (!claim) {
        throw new Error('Nothing to claim');
      }
      await expect(store.claim(60_000)).resolves.toBeUndefined();
      claim = await store.transition(claim, { to: 'applying' });
      claim = await store.transition(claim, {
        to: 'committed',
        changeRef: { kind: 'commit', commit: 'abc' },
        change: { kind: 'commit', commit: 'abc' },
        timeoutMs: 60_000,
      });
      expect(claim.record.changeRef).toEqual({ kind: 'commit', commit: 'abc' });
      await store.transition(claim, { to: 'succeeded', reason: 'It runs' });

      const events = await store.events(record.operation.id);
      expect(events.map(event => event.state)).toEqual([
        'requested',
        'applying',
        'committed',
        'succeeded',
      ]);
      await expect(findLedgerProblem(knex)).resolves.toBeUndefined();
      await knex<LedgerRow>('ledger')
        .where({ sequence: 2 })
        .update({ state: 'succeeded' });
      await expect(findLedgerProblem(knex)).resolves.toMatchObject({
        sequence: 2,
      });

      const outbox = DatabaseOutbox.create({ knex });
      const message = await outbox.claim(60_000);
      expect(message?.event).toMatchObject({
        id: `${record.operation.id}:succeeded`,
        final: true,
        recipients: ['user:default/developer', 'group:default/team-alpha'],
      });
      await expect(outbox.claim(60_000)).resolves.toBeUndefined();
      await expect(store.claim(60_000)).resolves.toBeUndefined();
    });

    it('refuses a transition that the table does not know', async () => {
      const { store } = await setUp(id);
      await store.create(newOperation());
      const claim = await store.claim(60_000);
      await expect(
        store.transition(claim!, { to: 'succeeded' }),
      ).rejects.toThrow("cannot go from 'requested' to 'succeeded'");
    });

    it('marks the version that a rollback leaves, and clears it when it works again', async () => {
      const { knex, store } = await setUp(id);
      const key = {
        entityRef: 'component:default/payments',
        environment: 'qa',
      };
      // Written by a build without the digest that a promotion adds.
      const left = testImage(1).split('@')[0];
      const { record } = await store.create(
        newOperation({
          kind: 'rollback',
          fromImage: left,
          reason: 'It leaks memory',
        }),
      );
      let claim = (await store.claim(60_000))!;
      claim = await store.transition(claim, { to: 'applying' });
      claim = await store.transition(claim, { to: 'committed' });
      await expect(listVersionMarks(knex, key)).resolves.toMatchObject([
        { image: left, reason: 'It leaks memory' },
      ]);
      await store.transition(claim, { to: 'succeeded' });
      await store.create(
        newOperation({
          toImage: testImage(1),
          latestOperationId: record.operation.id,
        }),
      );
      claim = (await store.claim(60_000))!;
      claim = await store.transition(claim, { to: 'applying' });
      claim = await store.transition(claim, { to: 'committed' });
      await store.transition(claim, { to: 'succeeded' });
      await expect(listVersionMarks(knex, key)).resolves.toEqual([]);
    });

    it('keeps a cancellation for the worker, and refuses one that comes too late', async () => {
      const { store } = await setUp(id);
      const { record } = await store.create(newOperation());
      const cancelled = await store.requestCancel(record.operation.id, {
        by: 'user:default/sre',
        reason: 'Not today',
      });
      expect(cancelled?.operation.cancelRequestedBy).toBe('user:default/sre');
      let claim = (await store.claim(60_000))!;
      claim = await store.transition(claim, { to: 'applying' });
      await store.transition(claim, { to: 'committed' });
      await expect(
        store.requestCancel(record.operation.id, { by: 'user:default/sre' }),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'not-cancellable',
      });
      await expect(
        store.requestCancel('nothing', { by: 'user:default/sre' }),
      ).resolves.toBeUndefined();
    });

    it('lists newest first, and the newest of each environment', async () => {
      const { store } = await setUp(id);
      const qa = await store.create(newOperation());
      const staging = await store.create(
        newOperation({ environment: 'staging' }),
      );
      const items = await store.list({
        entityRef: 'component:default/payments',
        environments: ['qa', 'staging'],
        limit: 10,
      });
      expect(items.map(item => item.operation.id)).toEqual([
        staging.record.operation.id,
        qa.record.operation.id,
      ]);
      const latest = await store.findLatest('component:default/payments');
      expect(latest).toHaveLength(2);
    });

    it('C1: 50 requests with one idempotency key make one operation', async () => {
      const { knex, store } = await setUp(id);
      const results = await Promise.all(
        Array.from({ length: 50 }, () =>
          store.create(newOperation({ idempotencyKey: 'double-click' })),
        ),
      );
      expect(results.filter(result => result.created)).toHaveLength(1);
      expect(
        new Set(results.map(result => result.record.operation.id)).size,
      ).toBe(1);
      await expect(knex('operations')).resolves.toHaveLength(1);
      await expect(
        store.create(
          newOperation({ idempotencyKey: 'double-click', requestHash: 'x' }),
        ),
      ).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    });

    it('C2: of 20 different requests one wins, the others learn its name', async () => {
      const { knex, store } = await setUp(id);
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          store.create(newOperation({ toImage: testImage(index + 2) })),
        ),
      );
      const won = results.flatMap(result =>
        result.status === 'fulfilled' ? [result.value.record.operation.id] : [],
      );
      expect(won).toHaveLength(1);
      for (const result of results) {
        expect(
          result.status === 'fulfilled' || result.reason.operationId === won[0],
        ).toBe(true);
      }
      await expect(knex('operations')).resolves.toHaveLength(1);
    });

    it('refuses a request that was checked before another operation came and went', async () => {
      const { store } = await setUp(id);
      await store.create(newOperation());
      let claim = (await store.claim(60_000))!;
      claim = await store.transition(claim, { to: 'applying' });
      const { record } = await store.transition(claim, { to: 'failed' });
      await expect(
        store.create(newOperation({ toImage: testImage(3) })),
      ).rejects.toMatchObject({
        code: 'changed-since-seen',
        changed: [{ field: 'operation', actual: record.operation.id }],
      });
    });

    it('F5: a worker that slept through its lease cannot write', async () => {
      const { knex, store } = await setUp(id);
      const { record } = await store.create(newOperation());
      const asleep = (await store.claim(60_000))!;
      await expireLeases(knex);
      const awake = (await store.claim(60_000))!;
      expect(awake.record.operation.id).toBe(record.operation.id);
      await expect(
        store.transition(asleep, { to: 'applying' }),
      ).rejects.toMatchObject({ name: 'LeaseLostError' });
      await expect(store.release(asleep, { delayMs: 0 })).rejects.toMatchObject(
        { name: 'LeaseLostError' },
      );
      await expect(store.extend(asleep, 1)).rejects.toMatchObject({
        name: 'LeaseLostError',
      });
      await store.transition(awake, { to: 'applying' });
      await expect(store.events(record.operation.id)).resolves.toHaveLength(2);
    });

    it('F4: leaves alone what a newer version wrote', async () => {
      const { knex, store } = await setUp(id);
      await store.create(newOperation());
      await store.create(newOperation({ environment: 'staging' }));
      await knex<OperationRow>('operations')
        .where({ environment: 'qa' })
        .update({ state: 'from-the-future', next_at: 0 });
      const claim = await store.claim(60_000);
      expect(claim?.record.operation.environment).toBe('staging');
      await expect(store.claim(60_000)).resolves.toBeUndefined();
      const latest = await store.findLatest('component:default/payments');
      expect(latest.map(record => record.operation.environment)).toEqual([
        'staging',
      ]);
      // It still holds its environment.
      await expect(store.create(newOperation())).rejects.toThrow();
    });

    it('gives each due operation to one of many workers', async () => {
      const { store } = await setUp(id);
      for (const environment of ['a', 'b', 'c', 'd', 'e']) {
        await store.create(newOperation({ environment }));
      }
      const claims = await Promise.all(
        Array.from({ length: 8 }, () => store.claim(60_000)),
      );
      const ids = claims.flatMap(claim =>
        claim ? [claim.record.operation.id] : [],
      );
      expect(new Set(ids).size).toBe(ids.length);
      // Those who found a locked row came back with nothing; the next look finds the rest.
      while (ids.length < 5) {
        const claim = await store.claim(60_000);
        ids.push(claim!.record.operation.id);
      }
      expect(new Set(ids).size).toBe(5);
      await expect(store.claim(60_000)).resolves.toBeUndefined();
    });
  },
);
