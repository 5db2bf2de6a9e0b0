import { VersionOption } from '@openportal/plugin-deploy-common';
import { version } from '../__testUtils__/views';
import { toVersionRows } from './versionHistory';

function option(commit: string, change: Partial<VersionOption> = {}) {
  return {
    ...version(commit),
    current: false,
    suggested: false,
    presence: 'present',
    healthyAt: '2026-01-01T00:05:00Z',
    ...change,
  } satisfies VersionOption;
}

const HOUR_MS = 3_600_000;
const NOW = new Date('2026-01-03T00:00:00Z');

describe('toVersionRows', () => {
  it('counts the time of a version until the next one came, or until now', () => {
    const rows = toVersionRows(
      [
        option('3333333', {
          current: true,
          deployedAt: '2026-01-02T23:00:00Z',
        }),
        option('2222222', { deployedAt: '2026-01-02T00:00:00Z' }),
        option('1111111', { deployedAt: '2026-01-01T00:00:00Z' }),
      ],
      NOW,
    );
    expect(rows.map(({ activeMs }) => activeMs)).toEqual([
      HOUR_MS,
      23 * HOUR_MS,
      24 * HOUR_MS,
    ]);
    expect(rows.map(({ replacedBy }) => replacedBy)).toEqual([
      undefined,
      'sha-3333333',
      'sha-2222222',
    ]);
  });

  it('does not guess a time that is not known, or that makes no sense', () => {
    const rows = toVersionRows(
      [
        option('3333333', { deployedAt: '2025-01-01T00:00:00Z' }),
        option('2222222', { deployedAt: '2026-01-01T00:00:00Z' }),
        option('1111111'),
      ],
      NOW,
    );
    expect(rows.map(({ activeMs }) => activeMs)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('says how each ended, and which can be chosen', () => {
    const rows = toVersionRows(
      [
        option('4444444', { current: true }),
        option('3333333', {
          bad: { reason: 'It leaks', by: 'user:default/sre', at: '' },
        }),
        option('2222222', { healthyAt: undefined, presence: 'unknown' }),
        option('1111111', { presence: 'missing' }),
      ],
      NOW,
    );
    expect(rows.map(({ ended }) => ended)).toEqual([
      'current',
      'bad',
      'never-healthy',
      'replaced',
    ]);
    expect(rows.map(({ isSelectable }) => isSelectable)).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });
});
