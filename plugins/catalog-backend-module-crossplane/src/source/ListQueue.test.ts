import { ListQueue } from './ListQueue';

describe('ListQueue', () => {
  it('runs a few lists at once and goes on after failures and aborted waits', async () => {
    const queue = new ListQueue({ isBusy: () => false });
    const { signal } = new AbortController();
    let running = 0;
    let most = 0;
    const finish: Array<() => void> = [];
    const lists = Array.from({ length: 40 }, (_, index) =>
      queue
        .run(async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise<void>(resolve => finish.push(resolve));
          running -= 1;
          if (index % 3 === 0) {
            throw new Error('the cluster is down');
          }
          return index;
        }, signal)
        .catch(() => 'failed'),
    );
    const impatient = new AbortController();
    const aborted = queue.run(async () => 'never', impatient.signal);
    impatient.abort(new Error('stopped'));
    await expect(aborted).rejects.toThrow('stopped');
    await expect(
      queue.run(async () => 'never', impatient.signal),
    ).rejects.toThrow('stopped');

    let done = 0;
    while (done < 40) {
      await new Promise(resolve => setImmediate(resolve));
      done += finish.length;
      finish.splice(0).forEach(resolve => resolve());
    }
    const results = await Promise.all(lists);
    expect(results.filter(result => result === 'failed')).toHaveLength(14);
    expect(most).toBeLessThanOrEqual(8);
    expect(most).toBeGreaterThan(1);
  });

  it.each([
    ['the process is busy', 'isBusy'],
    ['the catalog has a pile to process', 'hasBacklog'],
  ])('makes room while %s', async (_, reason) => {
    let busy = true;
    const queue = new ListQueue({
      isBusy: () => false,
      [reason]: () => busy,
    });
    const { signal } = new AbortController();
    const order: number[] = [];
    const lists = [1, 2, 3].map(number =>
      queue.run(async () => {
        order.push(number);
      }, signal),
    );
    await new Promise(resolve => setImmediate(resolve));
    expect(order).toEqual([]);
    await lists[0];
    busy = false;
    await Promise.all(lists);
    expect(order).toEqual([1, 2, 3]);
  });
});
