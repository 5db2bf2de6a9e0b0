import { mockServices } from '@backstage/backend-test-utils';
import { WorkLoop } from './WorkLoop';

describe('WorkLoop', () => {
  it('F1: goes on after errors, is woken, and finishes what it has in hand', async () => {
    const logger = mockServices.logger.mock();
    let pieces = 0;
    let onPiece: () => void = () => {};
    const nextPiece = () =>
      new Promise<void>(resolve => {
        onPiece = resolve;
      });
    const first = nextPiece();
    const loop = new WorkLoop({
      work: async () => {
        pieces += 1;
        onPiece();
        if (pieces === 1) {
          throw new Error('The database is away');
        }
        return false;
      },
      concurrency: 1,
      pauseMs: 3_600_000,
      logger,
    });
    loop.start();
    await first;
    // The loop falls asleep in its own time, so it is woken until it answers.
    const second = nextPiece();
    let woken = false;
    second.then(() => {
      woken = true;
    });
    while (!woken) {
      loop.wake();
      await new Promise(resolve => {
        setImmediate(resolve);
      });
    }
    expect(logger.error).toHaveBeenCalledWith('Background work failed', {
      error: 'Error: The database is away',
    });
    await loop.stop();
    const before = pieces;
    loop.wake();
    expect(pieces).toBe(before);
  });
});
