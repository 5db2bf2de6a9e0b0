import { ShrinkGuard } from './ShrinkGuard';

const records = (count: number) =>
  Array.from({ length: count }, (_, index) => `team/record-${index}`);

describe('ShrinkGuard (B5)', () => {
  it('asks for a second list when more than a fifth is gone', () => {
    const guard = new ShrinkGuard();
    expect(guard.accept([], records(10))).toBe(true);
    expect(guard.accept(records(10), records(8))).toBe(true);
    expect(guard.accept(records(10), records(7))).toBe(false);
    expect(guard.accept(records(10), records(6), 1_000)).toBe(false);
    expect(guard.accept(records(10), records(6), 2_500)).toBe(true);
    expect(guard.accept(records(10), [])).toBe(false);
    expect(guard.accept(records(10), records(10))).toBe(true);
    expect(guard.accept(records(10), [], 3_000)).toBe(false);
    // A moment later it is the same opinion, not a second one.
    expect(guard.accept(records(10), [], 3_010)).toBe(false);
    expect(guard.accept(records(10), [], 4_500)).toBe(true);
  });

  it('agrees on what is gone, whatever came in the meantime', () => {
    const guard = new ShrinkGuard();
    const known = records(10);
    expect(guard.accept(known, [...records(5), 'team/new-1'], 0)).toBe(false);
    expect(guard.accept(known, [...records(5), 'team/new-2'], 1_500)).toBe(
      true,
    );
  });
});
