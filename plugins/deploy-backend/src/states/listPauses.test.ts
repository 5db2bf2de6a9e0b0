import { pauseAfter, pauseBetweenPages } from './listPauses';

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

describe('pauseBetweenPages', () => {
  it('leaves most of the time to others, and comes to an end', () => {
    expect(pauseBetweenPages(100, 0)).toBe(300);
    expect(pauseBetweenPages(5_000, 1_000)).toBe(1_000);
    expect(pauseBetweenPages(100, 44_900)).toBe(100);
    expect(pauseBetweenPages(100, 45_000)).toBe(0);
  });
});
