import { TestDatabaseId } from '@backstage/backend-test-utils';
import { runMigrations } from '@openportal/database-node';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { migrations } from '../database/migrations';
import { DatabaseInboxStore } from './DatabaseInboxStore';
import { NewDelivery } from './InboxStore';

jest.setTimeout(60_000);

const databases = createTestDatabases();

async function setUp(id: TestDatabaseId) {
  const knex = await databases.init(id);
  await runMigrations(knex, migrations);
  const create = () => DatabaseInboxStore.create({ knex });
  return { knex, store: create(), create };
}

function delivery(overrides: Partial<NewDelivery> = {}): NewDelivery {
  return {
    source: 'github',
    dedupeKey: 'id:1',
    orderKey: 'acme/idp-payments',
    event: 'push',
    headers: { 'x-github-event': 'push' },
    body: '{}',
    ...overrides,
  };
}

describe.each(databases.eachSupportedId())('DatabaseInboxStore on %s', id => {
  it('D1: keeps one of 100 that come at once, on two replicas', async () => {
    const { knex, create } = await setUp(id);
    const replicas = [create(), create()];
    const added = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        replicas[index % 2].add(delivery()),
      ),
    );
    expect(added.filter(Boolean)).toHaveLength(1);
    await expect(knex('inbox')).resolves.toHaveLength(1);
    // Another source may have the same key.
    await expect(replicas[0].add(delivery({ source: 'flux' }))).resolves.toBe(
      true,
    );
  });

  it('D3: knows a delivery again when it is done, without its body', async () => {
    const { knex, store } = await setUp(id);
    await store.add(delivery({ body: '{"canary":1}' }));
    const claimed = (await store.claim(60_000))!;
    expect(claimed).toMatchObject({ source: 'github', body: '{"canary":1}' });
    await store.finish(claimed, 'hinted');
    await expect(store.add(delivery())).resolves.toBe(false);
    await expect(store.claim(60_000)).resolves.toBeUndefined();
    expect(JSON.stringify(await knex('inbox'))).not.toContain('canary');
    await expect(store.list({ limit: 10 })).resolves.toMatchObject([
      { state: 'done', outcome: 'hinted', about: 'acme/idp-payments' },
    ]);
  });

  it('keeps of what is ignored only that it came', async () => {
    const { knex, store } = await setUp(id);
    await store.add(delivery({ ignored: 'No use for it' }));
    await expect(store.claim(60_000)).resolves.toBeUndefined();
    const [row] = await knex('inbox');
    expect(row).toMatchObject({ body: null, outcome: 'ignored' });
  });

  it('D10: gives out one delivery about a thing at a time, in order, while others flow', async () => {
    const { store } = await setUp(id);
    await store.add(delivery({ dedupeKey: 'id:1', body: 'first' }));
    await store.add(delivery({ dedupeKey: 'id:2', body: 'second' }));
    await store.add(
      delivery({ dedupeKey: 'id:3', body: 'other', orderKey: 'acme/other' }),
    );
    const first = (await store.claim(60_000))!;
    const other = (await store.claim(60_000))!;
    expect([first.body, other.body]).toEqual(['first', 'other']);
    await expect(store.claim(60_000)).resolves.toBeUndefined();

    // It waits for its predecessor, also while that one rests.
    await store.fail(first, { error: 'Not now', retryAfterMs: 600_000 });
    await expect(store.claim(60_000)).resolves.toBeUndefined();
  });

  it('D10: keeps what was given up until somebody replays it, and lets the next pass', async () => {
    const { store } = await setUp(id);
    await store.add(delivery({ dedupeKey: 'id:1', body: 'poison' }));
    await store.add(delivery({ dedupeKey: 'id:2', body: 'second' }));
    const poison = (await store.claim(60_000))!;
    await store.fail(poison, {
      error: 'x'.repeat(5000),
      retryAfterMs: undefined,
    });
    const second = (await store.claim(60_000))!;
    expect(second.body).toBe('second');
    await store.finish(second, 'ignored', 'Nothing of ours');
    await expect(store.status()).resolves.toMatchObject({ due: 0, dead: 1 });
    const [dead] = await store.list({ state: 'dead', limit: 10 });
    expect(dead).toMatchObject({ attempts: 1, state: 'dead' });
    expect(dead.error).toHaveLength(1000);

    await expect(store.replay(second.sequence)).resolves.toBeUndefined();
    await expect(store.replay(poison.sequence)).resolves.toMatchObject({
      state: 'due',
      attempts: 0,
    });
    await expect(store.claim(60_000)).resolves.toMatchObject({
      body: 'poison',
    });
  });

  it('F5: takes nothing from a worker whose lease is over', async () => {
    const { knex, store } = await setUp(id);
    await store.add(delivery());
    const asleep = (await store.claim(60_000))!;
    await expect(store.claim(60_000)).resolves.toBeUndefined();
    await knex('inbox').update({ lease_until: 0 });
    const awake = (await store.claim(60_000))!;
    await store.fail(asleep, { error: 'Late', retryAfterMs: undefined });
    await expect(store.status()).resolves.toMatchObject({ dead: 0 });
    await store.finish(awake, 'hinted');
    await expect(store.list({ limit: 1 })).resolves.toMatchObject([
      { state: 'done' },
    ]);
  });

  it('tells how old the oldest due one is, and pages', async () => {
    const { knex, store } = await setUp(id);
    await expect(store.status()).resolves.toEqual({
      due: 0,
      dead: 0,
      oldestDueAgeMs: 0,
    });
    for (const number of [1, 2, 3]) {
      await store.add(
        delivery({ dedupeKey: `id:${number}`, body: `${number}` }),
      );
    }
    await knex('inbox').update({ next_at: 0 });
    const { due, oldestDueAgeMs } = await store.status();
    expect(due).toBe(3);
    expect(oldestDueAgeMs).toBeGreaterThan(1_000_000_000_000);
    const newest = await store.list({ state: 'due', limit: 2 });
    const rest = await store.list({
      before: Number(newest[1].id),
      limit: 2,
    });
    expect([...newest, ...rest]).toHaveLength(3);
  });

  it('forgets in batches what is older than is asked for', async () => {
    const { knex, store } = await setUp(id);
    for (const number of [1, 2, 3]) {
      await store.add(delivery({ dedupeKey: `id:${number}` }));
    }
    await knex('inbox')
      .whereIn('dedupe_key', ['id:1', 'id:2'])
      .update({ received_at: 0 });
    await expect(store.removeOlderThan(60_000, 1)).resolves.toBe(1);
    await expect(store.removeOlderThan(60_000, 10)).resolves.toBe(1);
    await expect(store.removeOlderThan(60_000, 10)).resolves.toBe(0);
    await expect(knex('inbox')).resolves.toHaveLength(1);
  });
});
