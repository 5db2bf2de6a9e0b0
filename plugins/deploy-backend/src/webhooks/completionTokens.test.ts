import { newOperation } from '../__testUtils__/newOperation';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import {
  createCompletionToken,
  isCompletionToken,
  readCompletionKey,
} from './completionTokens';
import { judgeCompletion } from './judgeCompletion';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const key = 'k'.repeat(64);

describe('completion tokens', () => {
  it('fit one operation', () => {
    const token = createCompletionToken(key, 'one');
    expect(isCompletionToken(key, token, 'one')).toBe(true);
    for (const [otherKey, otherToken, operationId] of [
      [key, token, 'two'],
      ['other', token, 'one'],
      [key, `${token}0`, 'one'],
      [key, '', 'one'],
    ]) {
      expect(isCompletionToken(otherKey, otherToken, operationId)).toBe(false);
    }
  });

  it.each(databases.eachSupportedId())(
    'have one key for all replicas on %s',
    async id => {
      const { knex } = await createTestWorld(databases, id);
      const keys = await Promise.all([
        readCompletionKey(knex),
        readCompletionKey(knex),
        readCompletionKey(knex),
      ]);
      expect(new Set(keys).size).toBe(1);
      expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
    },
  );
});

describe('C14: what a job says', () => {
  it('counts only with the token of this operation, which is one attempt', async () => {
    const { store } = await createTestWorld(databases, 'SQLITE_3');
    const { record } = await store.create(newOperation());
    const { record: other } = await store.create(
      newOperation({ environment: 'staging' }),
    );
    const { id } = record.operation;
    const token = createCompletionToken(key, id);
    const say = (claim: object, about = record) =>
      judgeCompletion(
        { operationId: id, token, status: 'succeeded', ...claim },
        about,
        key,
      );
    expect(say({})).toEqual({ accepted: true });
    expect(say({ environment: 'qa' })).toEqual({ accepted: true });
    expect(say({ environment: 'prod' })).toMatchObject({
      problem: expect.stringContaining("about 'prod'"),
    });
    expect(say({ entityRef: 'component:default/other' })).toMatchObject({
      accepted: false,
    });
    expect(say({}, other)).toMatchObject({
      problem: expect.stringContaining('does not belong to operation'),
    });
    // What was started for the first attempt says nothing about the retry of it.
    const retry = { ...other.operation, retryOf: id };
    expect(
      say({ operationId: retry.id }, { ...other, operation: retry }),
    ).toMatchObject({
      problem: expect.stringContaining('does not belong to operation'),
    });
    expect(
      judgeCompletion(
        { operationId: id, token, status: 'failed' },
        undefined,
        key,
      ),
    ).toMatchObject({
      problem: `No operation '${id}' is known`,
    });
    expect(
      say(
        {},
        { ...record, operation: { ...record.operation, state: 'failed' } },
      ),
    ).toMatchObject({ problem: expect.stringContaining('is over') });
  });
});
