import { CoalescingCache } from './CoalescingCache';

function cacheAt(clock: { now: number }, timeToLive = 100) {
  return new CoalescingCache<number>({
    timeToLive,
    maxEntries: 2,
    now: () => clock.now,
  });
}

describe('CoalescingCache', () => {
  it('reads once for all who ask, and again when it is old', async () => {
    const clock = { now: 0 };
    const cache = cacheAt(clock);
    let reads = 0;
    const read = async () => {
      reads += 1;
      return reads;
    };
    expect(
      await Promise.all([cache.get('a', read), cache.get('a', read)]),
    ).toEqual([1, 1]);
    clock.now = 99;
    expect(await cache.get('a', read)).toBe(1);
    clock.now = 100;
    expect(await cache.get('a', read)).toBe(2);
  });

  it('keeps no failure', async () => {
    const cache = cacheAt({ now: 0 });
    const fail = cache.get('a', async () => {
      throw new Error('down');
    });
    await expect(fail).rejects.toThrow('down');
    expect(await cache.get('a', async () => 1)).toBe(1);
  });

  it('does not serve what was being read when it changed', async () => {
    const cache = cacheAt({ now: 0 });
    let finish = (_value: number) => {};
    const old = cache.get(
      'a',
      () =>
        new Promise<number>(resolve => {
          finish = resolve;
        }),
    );
    cache.delete('a');
    const fresh = cache.get('a', async () => 2);
    finish(1);
    expect(await old).toBe(1);
    expect(await fresh).toBe(2);
    expect(await cache.get('a', async () => 3)).toBe(2);
  });

  it('F9: forgets the oldest when it is full', async () => {
    const cache = cacheAt({ now: 0 });
    for (const key of ['a', 'b', 'c']) {
      await cache.get(key, async () => 1);
    }
    expect(await cache.get('c', async () => 2)).toBe(1);
    expect(await cache.get('a', async () => 2)).toBe(2);
  });
});
