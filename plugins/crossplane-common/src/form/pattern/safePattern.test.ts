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
