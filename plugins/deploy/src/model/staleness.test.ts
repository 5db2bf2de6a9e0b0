import { isStale } from './staleness';

const generatedAt = '2026-01-01T10:00:00Z';
const staleAfter = '2026-01-01T10:02:00Z';

describe('isStale', () => {
  it('believes the backend', () => {
    expect(isStale({ stale: true }, { generatedAt, ageMs: 0 })).toBe(true);
    expect(isStale({ stale: false }, { generatedAt, ageMs: 1e9 })).toBe(false);
  });

  it('goes on counting by the clock of the backend', () => {
    const state = { stale: false, staleAfter };
    expect(isStale(state, { generatedAt, ageMs: 120_000 })).toBe(false);
    expect(isStale(state, { generatedAt, ageMs: 120_001 })).toBe(true);
  });
});
