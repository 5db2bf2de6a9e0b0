import { timesIn } from './relativeTime';

const PAST = new Date(Date.now() - 3 * 3_600_000).toISOString();

describe('times', () => {
  it('are said in the language of the app, whatever that of the browser', () => {
    expect(timesIn('en').relativeTime(PAST)).toBe('3 hours ago');
    expect(timesIn('de').relativeTime(PAST)).toBe('vor 3 Stunden');
    expect(timesIn('de').lengthOfTime(2 * 24 * 3_600_000)).toBe('2 Tage');
    expect(timesIn('de').fullTime('2026-03-02T10:00:00Z')).toMatch(/Mo.*März/);
    expect(
      timesIn('en').fullTime('2026-03-02T10:00:00Z', { withZone: true }),
    ).toMatch(/March 2, 2026.* [A-Z]/);
  });

  it('that are none stay as they are', () => {
    expect(timesIn('en').relativeTime('soon')).toBe('soon');
    expect(timesIn('en').fullTime('soon')).toBe('soon');
  });
});
