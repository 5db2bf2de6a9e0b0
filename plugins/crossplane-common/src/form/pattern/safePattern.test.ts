import { runInNewContext } from 'vm';
import fc from 'fast-check';
import { isSafeBrowserPattern } from './safePattern';

describe('isSafeBrowserPattern', () => {
  it.each([
    '',
    '^[a-z0-9.-]+$',
    '^(a|b)$',
    '[(]+',
    '^\\d{1,3}(\\.\\d{1,3})?$',
    '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
    '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
    '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$',
    '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$',
    '^([0-9]{1,3}\\.){3}[0-9]{1,3}(\\/([0-9]|[1-2][0-9]|3[0-2]))?$',
    '^v?[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?$',
    '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
    '^(http|https)://.*$',
    '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$',
    '^[^@]+@[^@]+$',
    '^arn:aws:iam::[0-9]{12}:role/.+$',
    '^(ab)*$',
  ])('lets a browser run %s', pattern => {
    expect(isSafeBrowserPattern(pattern)).toBe(true);
  });

  it.each([
    ['a repeated repetition', '(a+)+$'],
    ['two options that read the same', '^(a|a)*$'],
    ['a repeated repetition in a group', '^((ab)*c?)*$'],
    ['repetitions with limits', '(a{1,9}){1,9}'],
    ['an empty option in a loop', '^(a|b*|c*)*x$'],
    ['many optional characters', `^${'a?'.repeat(30)}${'a'.repeat(30)}$`],
    ['three loops over the same text', '^(.*)-(.*)-(.*)$'],
    ['overlapping words', '^([a-z]+[a-z0-9]*)*$'],
    ['a pattern that is too long', 'a'.repeat(501)],
    ['flags of RE2', '(?i)abc'],
    ['the end of RE2', '^a\\z'],
    ['scripts of RE2', '^\\p{Greek}+$'],
    ['named classes of RE2', '^[[:alpha:]]+$'],
    ['lookahead, which RE2 does not have', '^(?=a)a$'],
    ['references, which RE2 does not have', '^(a)\\1$'],
    ['a group that is not closed', '('],
  ])('leaves %s to the server', (_, pattern) => {
    expect(isSafeBrowserPattern(pattern)).toBe(false);
  });
});

describe('patterns that a browser may run', () => {
  const atom = fc.constantFrom('a', 'b', '[ab]', '[^b]', '.', '\\w', '-', '');
  const { pattern } = fc.letrec<{ pattern: string }>(tie => ({
    pattern: fc.oneof(
      { maxDepth: 4 },
      atom,
      fc.tuple(tie('pattern'), tie('pattern')).map(parts => parts.join('')),
      fc
        .tuple(
          tie('pattern'),
          tie('pattern'),
          fc.constantFrom('', '*', '+', '?', '{2,5}', '{3}', '*?'),
        )
        .map(([a, b, count]) => `(${a}|${b})${count}`),
      fc
        .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{1,9}'))
        .map(([body, count]) => `(${body})${count}`),
    ),
  }));

  it('never run away (B11)', () => {
    fc.assert(
      fc.property(
        fc.tuple(pattern, fc.boolean()),
        fc.constantFrom('a', 'ab', 'aab', 'a-', 'ba'),
        ([body, anchored], pump) => {
          const source = anchored ? `^${body}$` : `${body}$`;
          if (!isSafeBrowserPattern(source)) {
            return;
          }
          // Thrown at the limit: a pattern that runs away needs longer than the universe has.
          const run = () =>
            runInNewContext(
              'new RegExp(source, "u").test(text)',
              { source, text: `${pump.repeat(1000)}!` },
              { timeout: 10_000 },
            );
          expect(run).not.toThrow();
        },
      ),
      { numRuns: 1000 },
    );
  });
});
