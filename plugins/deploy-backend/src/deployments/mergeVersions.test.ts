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

  it('C9: lists what only git remembers, and never suggests it', () => {
    const facts = {
      currentImage: testImage(3),
      healthy: [healthy(3, 31)],
      history: [deployed(testImage(3), 30), deployed(testImage(1), 10)],
      marks: [],
    };
    expect(mergeVersions(facts)).toMatchObject([
      { image: testImage(3), current: true, lastHealthyAt: expect.any(String) },
      { image: testImage(1), current: false, lastHealthyAt: undefined },
    ]);
    expect(suggestionOf(facts)).toBeUndefined();
  });

  it('C10: keeps apart what ran under one tag', () => {
    const tag = 'registry.test/acme/idp-payments:v1';
    const at = (hex: string) => `${tag}@sha256:${hex.repeat(64)}`;
    const seen = (image: string, minutes: number) => ({
      ...healthy(1, minutes),
      image,
    });
    const versions = mergeVersions({
      currentImage: at('b'),
      healthy: [seen(at('a'), 10), seen(at('b'), 20)],
      history: [deployed(tag, 5)],
      marks: [],
    });
    expect(versions).toMatchObject([
      { image: at('b'), current: true, suggested: false },
      { image: at('a'), current: false, suggested: true },
    ]);
    // Of the bare tag nobody knows which content was healthy.
    expect(
      mergeVersions({
        currentImage: undefined,
        healthy: [seen(tag, 10)],
        history: [deployed(at('c'), 5)],
        marks: [],
      }),
    ).toMatchObject([
      { image: at('c'), lastHealthyAt: undefined, suggested: false },
    ]);
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
