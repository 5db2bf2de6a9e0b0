import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import { GithubWaitError } from '@openportal/github-node';
import { LastGood } from './LastGood';

const START = Date.parse('2026-01-01T12:03:00Z');
const HOUR = 60 * 60_000;

const failing = (error: Error) => async () => {
  throw error;
};

describe('LastGood', () => {
  it('A6: answers with what was read last while GitHub asks for a pause, and says until when', async () => {
    const clock = { now: START };
    const cache = new LastGood<number>({ now: () => clock.now });
    const limited = failing(new GithubWaitError('wait', 37 * 60));
    await expect(cache.get('a', limited)).rejects.toThrow('wait');
    expect(await cache.get('a', async () => 1)).toEqual({ value: 1 });
    expect(await cache.get('a', limited)).toEqual({
      value: 1,
      stale: {
        since: '2026-01-01T12:03:00.000Z',
        note: "GitHub's rate limit is reached until 12:40 UTC",
      },
    });
    expect(await cache.get('a', async () => 2)).toEqual({ value: 2 });
  });

  it('A9: answers while GitHub fails, for six hours at most, and hides tokens', async () => {
    const clock = { now: START };
    const cache = new LastGood<number>({ now: () => clock.now });
    await cache.get('a', async () => 1);
    const down = failing(
      new ServiceUnavailableError(
        'Unicorn! ghp_canaryCanaryCanaryCanaryCanaryCanary',
      ),
    );
    clock.now += 6 * HOUR;
    const { stale } = await cache.get('a', down);
    expect(stale?.note).toContain('Unicorn!');
    expect(stale?.note).not.toContain('canary');
    clock.now += 1;
    await expect(cache.get('a', down)).rejects.toThrow('Unicorn!');
  });

  it('does not show from memory what the portal may not read any more', async () => {
    const cache = new LastGood<number>();
    await cache.get('a', async () => 1);
    await expect(
      cache.get('a', failing(new NotAllowedError('no'))),
    ).rejects.toThrow('no');
  });

  it('F9: forgets what nobody asked for when there is much else', async () => {
    const cache = new LastGood<number>();
    for (let index = 0; index <= 500; index += 1) {
      await cache.get(String(index), async () => index);
    }
    const down = failing(new ServiceUnavailableError('down'));
    await expect(cache.get('0', down)).rejects.toThrow('down');
    expect(await cache.get('1', down)).toMatchObject({ value: 1 });
  });
});
