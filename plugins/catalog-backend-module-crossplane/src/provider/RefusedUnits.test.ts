import { RefusedUnits } from './RefusedUnits';

const REASON = 'a row is too large';

describe('RefusedUnits', () => {
  it('B6: halves batches until the refused one is alone, and lets it wait', () => {
    const units = new RefusedUnits(() => {});
    expect(units.refused(['a', 'b', 'c', 'd'], REASON)).toBe(false);
    // Once may be an accident.
    expect(units.limit).toBe(Infinity);
    units.refused(['a', 'b', 'c', 'd'], REASON);
    expect(units.limit).toBe(2);
    units.taken(['a', 'b']);
    units.refused(['c', 'd'], REASON);
    expect(units.limit).toBe(1);
    units.taken(['c']);
    expect(units.refused(['d'], REASON)).toBe(false);
    expect(units.reasons()).toEqual([{ xrd: 'd', reason: REASON }]);
    expect(units.refused(['d'], REASON)).toBe(true);
    expect(units.isWaiting('d')).toBe(true);
    units.release('d');
    expect(units.waiting).toBe(false);
    expect(units.reasons()).toEqual([]);
  });

  it('B17: lets nothing wait while the catalog takes nothing at all', () => {
    const units = new RefusedUnits(() => {});
    units.taken(['a', 'b']);
    for (let time = 0; time < 10; time += 1) {
      expect(units.refused(['a'], 'the database is down')).toBe(false);
      expect(units.refused(['b'], 'the database is down')).toBe(false);
    }
    units.taken(['a']);
    units.taken(['b']);
    expect(units.reasons()).toEqual([]);
  });
});
