import fc from 'fast-check';
import { testImage } from '../__testUtils__/newOperation';
import { mergeVersions } from './mergeVersions';

const time = (minutes: number) => 1_700_000_000_000 + minutes * 60_000;

function healthy(number: number, first: number, last = first) {
  return {
    environment: 'qa',
    image: testImage(number),
    firstHealthyAtMs: time(first),
    lastHealthyAtMs: time(last),
  };
}

function deployed(image: string, at: number) {
  return {
    image,
    commit: `commit ${at}`,
    committedAt: new Date(time(at)).toISOString(),
    author: 'somebody',
  };
}

const mark = (number: number) => ({
  image: testImage(number),
  reason: 'It leaks',
  by: 'user:default/sre',
  at: new Date(time(0)).toISOString(),
});

function suggestionOf(facts: Parameters<typeof mergeVersions>[0]) {
  return mergeVersions(facts).find(version => version.suggested)?.image;
}

describe('mergeVersions', () => {
  it('suggests the last healthy version that is another one', () => {
    expect(
      suggestionOf({
        currentImage: testImage(4),
        healthy: [healthy(4, 40), healthy(1, 10), healthy(2, 20)],
        // The third was deployed but never became healthy.
        history: [deployed(testImage(4), 40), deployed(testImage(3), 30)],
        marks: [],
      }),
    ).toBe(testImage(2));
  });

  it('C9: never suggests what somebody went back from', () => {
    expect(
      suggestionOf({
        currentImage: testImage(1),
        healthy: [healthy(1, 10), healthy(2, 20)],
        history: [],
        marks: [mark(2)],
      }),
    ).toBeUndefined();
  });

  it('falls back to what git had before, if that is fixed by a digest', () => {
    expect(
      suggestionOf({
        currentImage: testImage(3),
        healthy: [],
        history: [
          deployed(testImage(3), 30),
          deployed('nginxinc/nginx-unprivileged:1.27-alpine', 20),
          deployed(testImage(1), 10),
        ],
        marks: [],
      }),
    ).toBe(testImage(1));
  });

  it('does not fall back to what was deployed while it looked, and never became healthy', () => {
    const history = [
      deployed(testImage(1), 30),
      deployed(testImage(2), 20),
      deployed(testImage(1), 10),
    ];
    const facts = { currentImage: testImage(1), history, marks: [] };
    expect(suggestionOf({ ...facts, healthy: [healthy(1, 11)] })).toBe(
      undefined,
    );
    // Deployed before the portal was there: nobody knows better.
    expect(suggestionOf({ ...facts, healthy: [healthy(1, 31)] })).toBe(
      testImage(2),
    );
  });

  it('lists each version once, suggests at most one, and never the current or a bad one', () => {
    const number = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(
        number,
        fc.array(fc.tuple(number, fc.nat(100))),
        fc.array(fc.tuple(number, fc.nat(100))),
        fc.array(number),
        (current, seen, written, bad) => {
          const versions = mergeVersions({
            currentImage: testImage(current),
            healthy: seen.map(([image, at]) => healthy(image, at)),
            history: written.map(([image, at]) =>
              deployed(testImage(image), at),
            ),
            marks: bad.map(mark),
          });
          const images = versions.map(({ image }) => image);
          expect(new Set(images).size).toBe(images.length);
          const suggested = versions.filter(version => version.suggested);
          expect(suggested.length).toBeLessThanOrEqual(1);
          for (const version of suggested) {
            expect(version.current).toBe(false);
            expect(version.bad).toBeUndefined();
          }
        },
      ),
    );
  });
});
