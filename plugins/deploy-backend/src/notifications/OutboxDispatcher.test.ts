import { mockServices } from '@backstage/backend-test-utils';
import { Operation } from '@openportal/plugin-deploy-common';
import { DeployEvent } from '@openportal/plugin-deploy-node';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { newOperation } from '../__testUtils__/newOperation';
import { DatabaseOutbox } from '../database/DatabaseOutbox';
import { insertMessage } from '../database/insertMessage';
import { OutboxRow } from '../database/rows';
import { BackstageNotifier } from './BackstageNotifier';
import { OutboxDispatcher } from './OutboxDispatcher';

jest.setTimeout(60_000);

const databases = createTestDatabases();

async function setUp() {
  const world = await createTestWorld(databases, 'SQLITE_3');
  const { record } = await world.store.create(newOperation());
  await world.store.requestCancel(record.operation.id, {
    by: 'user:default/sre',
  });
  await world.createWorker().runOnce();
  const events: DeployEvent[] = [];
  const failures = { left: 0 };
  world.adapters.addNotifier({
    id: 'test',
    notify: async event => {
      if (failures.left > 0) {
        failures.left -= 1;
        throw new Error('Slack answers 503');
      }
      events.push(event);
    },
  });
  const dispatcher = new OutboxDispatcher({
    outbox: DatabaseOutbox.create({ knex: world.knex }),
    adapters: world.adapters,
    logger: mockServices.logger.mock(),
  });
  return {
    ...world,
    dispatcher,
    events,
    failures,
    passTime: () => world.knex<OutboxRow>('outbox').update({ next_at: 0 }),
  };
}

describe('OutboxDispatcher', () => {
  it('sends each message once', async () => {
    const { dispatcher, events } = await setUp();
    await expect(dispatcher.runOnce()).resolves.toBe(true);
    await expect(dispatcher.runOnce()).resolves.toBe(false);
    expect(events).toMatchObject([
      {
        title: 'Promotion of payments to sha-0202020 in qa was cancelled',
        description: "Cancelled by 'user:default/sre'",
        link: '/catalog/default/component/payments/deploy',
        final: true,
      },
    ]);
  });

  it('tries again later, for a day, and then keeps the message as dead', async () => {
    const { dispatcher, events, failures, passTime, knex } = await setUp();
    failures.left = 1;
    await dispatcher.runOnce();
    await expect(dispatcher.runOnce()).resolves.toBe(false);
    await passTime();
    await dispatcher.runOnce();
    expect(events).toHaveLength(1);

    await knex<OutboxRow>('outbox').update({ delivered_at: null, attempts: 0 });
    failures.left = 100;
    for (let attempt = 0; attempt < 12; attempt++) {
      await passTime();
      await expect(dispatcher.runOnce()).resolves.toBe(true);
    }
    await passTime();
    await knex<OutboxRow>('outbox').decrement('created_at', 86_400_000);
    await expect(dispatcher.runOnce()).resolves.toBe(true);
    await passTime();
    await expect(dispatcher.runOnce()).resolves.toBe(false);
    const row = await knex<OutboxRow>('outbox').first();
    expect(row).toMatchObject({
      attempts: 13,
      last_error: expect.stringContaining('503'),
      delivered_at: null,
    });
    expect(row?.dead_at).not.toBeNull();
  });

  it('does not repeat itself to a notifier that has the message already', async () => {
    const { dispatcher, events, failures, passTime, adapters } = await setUp();
    const others: string[] = [];
    adapters.addNotifier({
      id: 'other',
      notify: async ({ id }) => {
        others.push(id);
      },
    });
    failures.left = 2;
    for (let attempt = 0; attempt < 3; attempt++) {
      await passTime();
      await dispatcher.runOnce();
    }
    expect(others).toHaveLength(1);
    expect(events).toHaveLength(1);
  });

  it('leaves out old news when there are newer ones, and never how it ended', async () => {
    const { dispatcher, events, knex, store, createWorker, passTime } =
      await setUp();
    const { record } = await store.create(
      newOperation({ environment: 'prod', mode: 'pull-request' }),
    );
    const { id } = record.operation;
    await createWorker().runOnce();
    const waiting = await knex<OutboxRow>('outbox').where({
      dedupe_key: `${id}:awaiting-approval`,
    });
    expect(waiting).toMatchObject([{ coalesced_at: null }]);
    await store.requestCancel(id, { by: 'user:default/sre' });
    await createWorker().runOnce();
    await passTime();
    while (await dispatcher.runOnce()) {
      await passTime();
    }
    expect(events.map(event => event.id)).toEqual([
      expect.stringMatching(/:cancelled$/),
      `${id}:cancelled`,
    ]);
  });
});

describe.each(databases.eachSupportedId())('The outbox on %s', id => {
  async function setUpMessages() {
    const { knex, store } = await createTestWorld(databases, id);
    const { record } = await store.create(newOperation());
    const { record: other } = await store.create(
      newOperation({ environment: 'prod' }),
    );
    await knex<OutboxRow>('outbox').delete();
    const outbox = DatabaseOutbox.create({ knex });
    const add = async (operation: Operation, state: string) => {
      const now = await store.now();
      const event = {
        id: `${operation.id}:${state}`,
        final: state === 'failed' || state === 'late-success',
        operation,
      } as DeployEvent;
      await knex.transaction(trx => insertMessage(trx, event, now));
    };
    const claim = async () => outbox.claim(60_000);
    return {
      knex,
      outbox,
      add,
      claim,
      one: record.operation,
      another: other.operation,
    };
  }

  it('sends nothing about an operation while something older about it is being sent', async () => {
    const { outbox, add, claim, one, another } = await setUpMessages();
    await add(one, 'awaiting-approval');
    const first = await claim();
    expect(first?.event.id).toBe(`${one.id}:awaiting-approval`);
    // It is outdated now, but may still arrive.
    await add(one, 'failed');
    expect(await claim()).toBeUndefined();
    await add(another, 'failed');
    expect((await claim())?.event.id).toBe(`${another.id}:failed`);

    await outbox.failed(first!, {
      error: 'Slack answers 503',
      deliveredTo: [],
      retryAfterMs: 0,
    });
    expect((await claim())?.event.id).toBe(`${one.id}:failed`);
  });

  it('keeps the order of what must be told, and waits for nobody who is away', async () => {
    const { outbox, add, claim, one } = await setUpMessages();
    await add(one, 'failed');
    await add(one, 'late-success');
    const first = await claim();
    expect(first?.event.id).toBe(`${one.id}:failed`);
    expect(await claim()).toBeUndefined();
    await outbox.failed(first!, {
      error: 'Slack answers 503',
      deliveredTo: ['notifications'],
      retryAfterMs: 60_000,
    });
    expect((await claim())?.event.id).toBe(`${one.id}:late-success`);
  });

  it('does not wait for a replica that died while it sent', async () => {
    const { knex, add, claim, one } = await setUpMessages();
    await add(one, 'awaiting-approval');
    await claim();
    await add(one, 'failed');
    await knex<OutboxRow>('outbox').update({ lease_until: 1 });
    expect((await claim())?.event.id).toBe(`${one.id}:failed`);
  });
});

describe('BackstageNotifier', () => {
  it('tells people and groups, in one notification for each operation', async () => {
    const { dispatcher, events } = await setUp();
    await dispatcher.runOnce();
    const send = jest.fn();
    const notifier = new BackstageNotifier({ notifications: { send } });
    await notifier.notify({
      ...events[0],
      recipients: [...events[0].recipients, 'external:ci'],
    });
    expect(send).toHaveBeenCalledWith({
      recipients: {
        type: 'entity',
        entityRef: ['user:default/developer', 'group:default/team-alpha'],
      },
      payload: expect.objectContaining({
        scope: events[0].operation.id,
        severity: 'normal',
        topic: 'deploy',
      }),
    });
    await notifier.notify({ ...events[0], recipients: ['external:ci'] });
    expect(send).toHaveBeenCalledTimes(1);
  });
});
