import { CatalogPatience } from './CatalogPatience';

const NEVER = 600_000;

describe('CatalogPatience', () => {
  it('waits for nothing where nobody tells of a pile', async () => {
    const patience = new CatalogPatience({ lookMilliseconds: NEVER });
    await expect(patience.untilQuiet()).resolves.toBeUndefined();
  });

  it('waits until the pile is gone, and does not trust the first answer', async () => {
    const answers = [false, true, true, false, false];
    const patience = new CatalogPatience({
      hasBacklog: () => answers.shift() ?? true,
      lookMilliseconds: 1,
      longestWaitMilliseconds: NEVER,
    });
    await patience.untilQuiet();
    expect(answers).toEqual([]);
  });

  it('waits no longer than it should for a catalog that always has one', async () => {
    const patience = new CatalogPatience({
      hasBacklog: () => true,
      lookMilliseconds: 1,
      longestWaitMilliseconds: 20,
    });
    await expect(patience.untilQuiet()).resolves.toBeUndefined();
  });

  it('stops waiting when it is stopped', async () => {
    const patience = new CatalogPatience({
      hasBacklog: () => true,
      lookMilliseconds: NEVER,
      longestWaitMilliseconds: NEVER,
    });
    const waiting = patience.untilQuiet();
    patience.stop();
    await expect(waiting).resolves.toBeUndefined();
  });
});
