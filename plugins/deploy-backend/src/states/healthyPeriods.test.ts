import { HealthStatus } from '@openportal/plugin-deploy-common';
import fc from 'fast-check';
import { testImage } from '../__testUtils__/newOperation';
import {
  followHealthy,
  HealthyPeriod,
  SeenVersion,
  soakedSince,
} from './healthyPeriods';
import { StoredHealthyVersion } from './StoredState';

const TAG_ONLY = testImage(1).split('@')[0];

type Look = { version: number; health: HealthStatus; atMs: number };

/** What is stored after a row of looks, by the number of the version. */
function after(looks: readonly Look[]): Map<string, StoredHealthyVersion> {
  const stored = new Map<string, StoredHealthyVersion>();
  for (const { version, health, atMs } of looks) {
    const seen = {
      image: testImage(version),
      isHealthy: health === 'healthy',
      health,
    };
    for (const period of followHealthy([...stored.values()], seen, atMs)) {
      stored.set(period.image, toStored(period, stored, atMs));
    }
  }
  return stored;
}

function toStored(
  { image, isHealthy, sinceMs, untilMs }: HealthyPeriod,
  stored: ReadonlyMap<string, StoredHealthyVersion>,
  atMs: number,
): StoredHealthyVersion {
  const before = stored.get(image);
  return {
    environment: 'qa',
    image,
    firstHealthyAtMs: before?.firstHealthyAtMs ?? atMs,
    lastHealthyAtMs: isHealthy ? atMs : before?.lastHealthyAtMs ?? atMs,
    healthySinceMs: sinceMs,
    healthyUntilMs: untilMs,
  };
}

function sinceOf(looks: readonly Look[], version: number, soakSeconds = 0) {
  return soakedSince(
    after(looks).get(testImage(version)),
    soakSeconds,
  )?.getTime();
}

const look = (version: number, health: HealthStatus, atMs: number): Look => ({
  version,
  health,
  atMs,
});

describe('followHealthy', () => {
  it.each<[string, Look[], number | undefined]>([
    ['nothing was seen', [], undefined],
    ['it never was', [look(1, 'degraded', 1000)], undefined],
    ['it is', [look(1, 'healthy', 1000), look(1, 'healthy', 2000)], 1000],
    [
      'it failed meanwhile',
      [
        look(1, 'healthy', 1000),
        look(1, 'degraded', 2000),
        look(1, 'healthy', 3000),
      ],
      3000,
    ],
    [
      'it fails now',
      [look(1, 'healthy', 1000), look(1, 'missing', 2000)],
      undefined,
    ],
    [
      'pods were added',
      [
        look(1, 'healthy', 1000),
        look(1, 'progressing', 2000),
        look(1, 'healthy', 3000),
      ],
      1000,
    ],
    [
      'it failed, and was still starting when somebody looked',
      [
        look(1, 'healthy', 1000),
        look(1, 'degraded', 2000),
        look(1, 'progressing', 3000),
        look(1, 'healthy', 4000),
      ],
      4000,
    ],
    [
      'nobody knew for a while',
      [
        look(1, 'healthy', 1000),
        look(1, 'unknown', 2000),
        look(1, 'healthy', 3000),
      ],
      1000,
    ],
    [
      'another version came and went',
      [
        look(1, 'healthy', 1000),
        look(2, 'degraded', 2000),
        look(1, 'progressing', 3000),
        look(1, 'healthy', 4000),
      ],
      4000,
    ],
    [
      'it was replaced by a better one',
      [look(1, 'healthy', 1000), look(2, 'healthy', 2000)],
      1000,
    ],
  ])('tells since when where %s', (_, looks, expected) => {
    expect(sinceOf(looks, 1)).toBe(expected);
  });

  it.each<[string, SeenVersion]>([
    [
      'fails where git names only its tag',
      { image: TAG_ONLY, isHealthy: false, health: 'missing' },
    ],
    [
      'gives way to what somebody runs by hand',
      {
        image: testImage(1),
        isHealthy: false,
        health: 'healthy',
        drift: true,
      },
    ],
  ])('counts anew when a version %s', (_, seen) => {
    const stored = after([look(1, 'healthy', 1000)]);
    expect(followHealthy([...stored.values()], seen, 2000)).toEqual([
      { image: testImage(1), isHealthy: false, untilMs: 2000 },
    ]);
  });

  it('counts for a version that was replaced only how long it was there', () => {
    const looks = [look(1, 'healthy', 1000), look(2, 'healthy', 61_000)];
    expect(sinceOf(looks, 1, 60)).toBe(1000);
    expect(sinceOf(looks, 1, 61)).toBeUndefined();
  });

  it('never says healthy for longer than it was seen without a failure', () => {
    const health = fc.constantFrom<HealthStatus>(
      'healthy',
      'progressing',
      'degraded',
      'suspended',
      'missing',
      'unknown',
    );
    const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), health), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(rows, row => {
        const looks = row.map(([version, state], index) =>
          look(version, state, (index + 1) * 1000),
        );
        const [current] = row[row.length - 1];
        const stored = after(looks).get(testImage(current));
        // Before another version came it is what it was.
        const since =
          stored?.healthyUntilMs === undefined
            ? stored?.healthySinceMs
            : undefined;
        const later = looks.filter(({ atMs }) => atMs >= (since ?? Infinity));
        expect(
          later.filter(
            ({ version, health: state }) =>
              version !== current ||
              ['degraded', 'suspended', 'missing'].includes(state),
          ),
        ).toEqual([]);
        // It begins with a look that found it healthy.
        expect(later.at(0)?.health ?? 'healthy').toBe('healthy');
      }),
    );
  });
});
