import { decideRetry, RetryQuestion } from './decideRetry';

const question: RetryQuestion = {
  failure: { kind: 'server', status: 502, detail: '' },
  isRead: true,
  attempt: 1,
  waitedMilliseconds: 0,
  maxWaitMilliseconds: 120_000,
  random: 0,
};

describe('decideRetry', () => {
  it('repeats reads with growing, spread pauses, and gives up', () => {
    const delays = [1, 2, 3].map(attempt =>
      decideRetry({ ...question, attempt }),
    );
    expect(delays).toEqual([
      { retry: true, delayMilliseconds: 250, reason: 'transient' },
      { retry: true, delayMilliseconds: 500, reason: 'transient' },
      { retry: true, delayMilliseconds: 1000, reason: 'transient' },
    ]);
    expect(decideRetry({ ...question, random: 1 })).toMatchObject({
      delayMilliseconds: 500,
    });
    expect(decideRetry({ ...question, attempt: 4 })).toEqual({ retry: false });
  });

  it('never repeats a write whose outcome is unknown', () => {
    for (const kind of ['server', 'network', 'timeout'] as const) {
      expect(
        decideRetry({
          ...question,
          isRead: false,
          failure: { kind, detail: '' },
        }),
      ).toEqual({ retry: false });
    }
  });

  it('repeats even a write after the pause that GitHub asks for, within the bound', () => {
    const limited = {
      ...question,
      isRead: false,
      failure: {
        kind: 'rate-limit' as const,
        detail: '',
        retryAfterSeconds: 30,
      },
    };
    expect(decideRetry(limited)).toEqual({
      retry: true,
      delayMilliseconds: 30_000,
      reason: 'rate-limit',
    });
    expect(decideRetry({ ...limited, waitedMilliseconds: 100_000 })).toEqual({
      retry: false,
    });
    const unstated = {
      ...limited,
      failure: { kind: 'rate-limit' as const, detail: '' },
    };
    expect(decideRetry(unstated)).toMatchObject({ delayMilliseconds: 60_000 });
    expect(
      decideRetry({ ...unstated, attempt: 2, maxWaitMilliseconds: 300_000 }),
    ).toMatchObject({ delayMilliseconds: 120_000 });
  });

  it('leaves other failures alone', () => {
    expect(
      decideRetry({
        ...question,
        failure: { kind: 'conflict', status: 409, detail: '' },
      }),
    ).toEqual({ retry: false });
  });
});
