import { newOperation } from '../__testUtils__/newOperation';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import {
  checkCompletionToken,
  createCompletionToken,
  readCompletionKey,
} from './completionTokens';
import { judgeCompletion } from './judgeCompletion';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const key = 'k'.repeat(64);
const current = { operationId: 'one', attempt: 2 };

describe('completion tokens', () => {
  it('fit one attempt at one operation', () => {
    const token = createCompletionToken(key, current);
    expect(checkCompletionToken(key, token, current)).toBe('valid');
    expect(checkCompletionToken(key, token, { ...current, attempt: 3 })).toBe(
      'old-attempt',
    );
    for (const [otherKey, otherToken, other] of [
      [key, token, { operationId: 'two', attempt: 2 }],
      ['other', token, current],
      [key, token.replace(/^2/, '3'), { ...current, attempt: 3 }],
      [key, `0${token}`, current],
      [key, '', current],
      [key, '2.', current],
    ] as const) {
      expect(checkCompletionToken(otherKey, otherToken, other)).toBe('wrong');
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
  it('counts only with the token of this attempt at this operation', async () => {
    const { store } = await createTestWorld(databases, 'SQLITE_3');
    const { record } = await store.create(newOperation());
    const { record: other } = await store.create(
      newOperation({ environment: 'staging' }),
    );
    const { id } = record.operation;
    const token = createCompletionToken(key, { operationId: id, attempt: 1 });
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
    expect(say({}, { ...record, progress: { jobAttempt: 2 } })).toMatchObject({
      problem: expect.stringContaining('earlier attempt'),
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
