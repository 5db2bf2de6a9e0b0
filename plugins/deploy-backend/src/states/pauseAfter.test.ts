import { pauseAfter } from './pauseAfter';

describe('pauseAfter', () => {
  it('keeps listing a small part of the work, and follows what changes', () => {
    expect(pauseAfter(2_000, { isSettled: true })).toBe(100_000);
    expect(pauseAfter(2_000, { isSettled: false })).toBe(10_000);
  });

  it('ends, however long the list took', () => {
    expect(pauseAfter(60_000, { isSettled: true })).toBe(300_000);
    expect(pauseAfter(600_000, { isSettled: false })).toBe(300_000);
  });
});
