import {
  canTransition,
  isCancellable,
  isFinalState,
  OPERATION_STATES,
  OperationState,
} from '@openportal/plugin-deploy-common';
import { runMigrations } from '@openportal/database-node';
import fc from 'fast-check';
import { Knex } from 'knex';
import { findLedgerProblem } from '../__testUtils__/findLedgerProblem';
import { newOperation, testImage } from '../__testUtils__/newOperation';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { OperationClaim } from '../operations/OperationRecord';
import { DatabaseOperationStore } from './DatabaseOperationStore';
import { migrations } from './migrations';
import { OperationRow } from './rows';

jest.setTimeout(120_000);

const databases = createTestDatabases();

type Command =
  | { type: 'create'; key: number | undefined; image: number }
  | { type: 'claim' }
  | { type: 'expire' }
  | { type: 'cancel' }
  | { type: 'transition'; claim: number; to: OperationState }
  | { type: 'release'; claim: number };

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('create' as const),
      key: fc.option(fc.nat({ max: 2 }), { nil: undefined }),
      image: fc.integer({ min: 2, max: 3 }),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ type: 'claim' as const }) },
  { weight: 2, arbitrary: fc.constant({ type: 'expire' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'cancel' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('transition' as const),
      claim: fc.nat({ max: 3 }),
      to: fc.constantFrom(...OPERATION_STATES),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('release' as const),
      claim: fc.nat({ max: 3 }),
    }),
  },
);

/** What the store must do, in as few words as it takes. */
class Model {
  active: { id: string; state: OperationState; version: number } | undefined;
  isCancelled = false;
  latest: string | undefined;
  /** The token that may write, and whether another worker may take it away. */
  holder: string | undefined;
  isExpired = true;
  readonly keys = new Map<number, { id: string; image: number }>();
  readonly claims: { claim: OperationClaim; version: number }[] = [];
  readonly ends = new Map<string, OperationState>();
}

/** The code of the error, or its name; undefined where there is none. */
async function errorOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    const { code, name } = error as { code?: string; name: string };
    return code ?? name;
  }
}

async function run(knex: Knex, entityRef: string, commands: Command[]) {
  const store = DatabaseOperationStore.create({ knex });
  const model = new Model();

  const steps: {
    [T in Command['type']]: (
      command: Extract<Command, { type: T }>,
    ) => Promise<void>;
  } = {
    create: async ({ key, image }) => {
      const request = newOperation({
        entityRef,
        toImage: testImage(image),
        requestHash: `${image}`,
        idempotencyKey: key === undefined ? undefined : `${entityRef}:${key}`,
        latestOperationId: model.latest,
      });
      const known = key === undefined ? undefined : model.keys.get(key);
      if (known?.image === image) {
        await expect(store.create(request)).resolves.toMatchObject({
          created: false,
          record: { operation: { id: known.id } },
        });
      } else if (known) {
        await expect(errorOf(store.create(request))).resolves.toBe(
          'idempotency-key-reused',
        );
      } else if (model.active) {
        await expect(store.create(request)).rejects.toMatchObject({
          code: 'operation-active',
          operationId: model.active.id,
        });
      } else {
        const { created, record } = await store.create(request);
        const { id } = record.operation;
        expect(created).toBe(true);
        model.active = { id, state: 'requested', version: 0 };
        model.latest = id;
        model.isCancelled = false;
        model.holder = undefined;
        model.isExpired = true;
        if (key !== undefined) {
          model.keys.set(key, { id, image });
        }
      }
    },
    claim: async () => {
      const claim = await store.claim(60_000);
      if (!model.active || !model.isExpired) {
        expect(claim).toBeUndefined();
        return;
      }
      if (!claim) {
        throw new Error('Nothing was claimed');
      }
      expect(claim.record.operation).toMatchObject(
        (({ id, state }) => ({ id, state }))(model.active),
      );
      model.holder = claim.leaseToken;
      model.isExpired = false;
      model.claims.push({ claim, version: model.active.version });
    },
    expire: async () => {
      await knex<OperationRow>('operations')
        .where({ entity_ref: entityRef })
        .whereNotNull('lease_until')
        .update({ lease_until: 0 });
      model.isExpired = true;
    },
    cancel: async () => {
      if (!model.latest) {
        return;
      }
      const cancelled = store.requestCancel(model.latest, { by: 'user:a/b' });
      if (!model.active || !isCancellable(model.active.state)) {
        await expect(errorOf(cancelled)).resolves.toBe('not-cancellable');
        return;
      }
      await expect(cancelled).resolves.toMatchObject({
        operation: { cancelRequestedBy: 'user:a/b' },
      });
      if (!model.isCancelled) {
        model.isCancelled = true;
        model.active.version += 1;
      }
    },
    transition: async ({ claim: index, to }) => {
      const held = model.claims.at(-1 - index);
      if (!held) {
        return;
      }
      const { claim, version } = held;
      const from = claim.record.operation.state;
      const isMine =
        model.active?.id === claim.record.operation.id &&
        model.holder === claim.leaseToken &&
        model.active.state === from;
      const moved = store.transition(claim, { to, reason: 'Because' });
      if (!canTransition(from, to)) {
        await expect(moved).rejects.toThrow('cannot go from');
      } else if (!isMine || !model.active) {
        await expect(errorOf(moved)).resolves.toBe('LeaseLostError');
      } else if (model.active.version !== version) {
        await expect(errorOf(moved)).resolves.toBe('OperationChangedError');
        const reloaded = await store.reload(claim);
        model.claims.push({ claim: reloaded, version: model.active.version });
      } else {
        const next = await moved;
        expect(next.record.operation.state).toBe(to);
        if (isFinalState(to)) {
          model.ends.set(model.active.id, to);
          model.active = undefined;
          model.holder = undefined;
        } else {
          model.active.state = to;
          model.active.version += 1;
          model.claims.push({ claim: next, version: model.active.version });
        }
      }
    },
    release: async ({ claim: index }) => {
      const held = model.claims.at(-1 - index);
      if (!held) {
        return;
      }
      const { claim } = held;
      const isMine =
        model.active?.id === claim.record.operation.id &&
        model.holder === claim.leaseToken &&
        model.active.state === claim.record.operation.state;
      const released = store.release(claim, { delayMs: 0 });
      if (isMine) {
        await released;
        model.holder = undefined;
        model.isExpired = true;
      } else {
        await expect(errorOf(released)).resolves.toBe('LeaseLostError');
      }
    },
  };

  for (const next of commands) {
    // Each entry takes the command of its own name.
    await (steps[next.type] as (one: Command) => Promise<void>)(next);
  }
  const rows = await knex<OperationRow>('operations').where({
    entity_ref: entityRef,
  });
  expect(
    new Map(
      rows
        .filter(row => row.finished_at !== null)
        .map(row => [row.id, row.state]),
    ),
  ).toEqual(model.ends);
  expect(
    rows.filter(row => row.finished_at === null).map(row => row.id),
  ).toEqual(model.active ? [model.active.id] : []);
}

describe.each(databases.eachSupportedId())('the store on %s', id => {
  it('does what its model does, whatever is asked of it in whatever order', async () => {
    const knex = await databases.init(id);
    await runMigrations(knex, migrations);
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { minLength: 5, maxLength: 40 }),
        async commands => {
          count += 1;
          const entityRef = `component:default/app-${count}`;
          try {
            await run(knex, entityRef, commands);
          } finally {
            // The next one shall not claim what this one left.
            await knex<OperationRow>('operations')
              .where({ entity_ref: entityRef })
              .whereNull('finished_at')
              .update({ finished_at: 1 });
          }
        },
      ),
      { numRuns: id === 'SQLITE_3' ? 60 : 20, seed: 20_261_121 },
    );
    await expect(findLedgerProblem(knex)).resolves.toBeUndefined();
  });
});
