import { checkPattern, compilePattern, patternUsage } from './compilePattern';
import { patternSize } from './patternSize';

describe('patternSize', () => {
  it.each([
    ['^abc$', 1, 10],
    ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 1, 15],
    ['^[a-z]{1,1000}$', 1000, 3000],
    ['^(x{1,10}){1,100}$', 1000, 5000],
    ['^(((a{1,30}){1,30}){1,30})$', 27_000, 60_000],
    ['\\Qa{1,9}\\E', 4, 30],
    ['[a{1,9}(|]', 1, 10],
    ['\\{1,900}', 1, 20],
    ['\\pL{1000}', 8000, 12_000],
  ])('of %s is about what the engine makes of it', (pattern, least, most) => {
    const { units } = patternSize(pattern);
    expect(units).toBeGreaterThanOrEqual(least);
    expect(units).toBeLessThanOrEqual(most);
  });
});

describe('compilePattern', () => {
  it('compiles a pattern once, and keeps a bounded number of them', () => {
    const { compilations } = patternUsage();
    expect(compilePattern('^once$')).toBe(compilePattern('^once$'));
    expect(patternUsage().compilations).toBe(compilations + 1);
    for (let index = 0; index < 60; index += 1) {
      compilePattern(`^[a-z]{1,1000}(x${index}){1,900}$`);
    }
    expect(patternUsage().keptUnits).toBeLessThanOrEqual(300_000);
    compilePattern('^once$');
    expect(patternUsage().compilations).toBe(compilations + 62);
  });

  it.each([
    {
      name: 'what is too long',
      pattern: 'a|'.repeat(3000),
      reason: /^has 6000 characters/,
    },
    {
      name: 'repetitions of repetitions',
      pattern: '(a{1,1000}){1,1000}',
      reason: /^compiles to about \d{7} instructions/,
    },
    { name: 'what is no pattern', pattern: '(', reason: /missing/ },
  ])('gives a reason for $name', ({ pattern, reason }) => {
    expect(compilePattern(pattern)).toEqual({
      units: 0,
      reason: expect.stringMatching(reason),
    });
  });
});

describe('checkPattern', () => {
  it.each<[string, string]>([
    ['^[a-z]{1,1000}(x5){1,900}$', 'valid'],
    ['(x{1,10}){1,100}', 'valid'],
    ['(x{1,11}){1,100}', 'invalid'],
    ['x{1,1001}', 'invalid'],
    ['x{3,2}', 'invalid'],
    ['(?=a)', 'invalid'],
    ['(', 'invalid'],
  ])('%s is %s', (pattern, state) => {
    expect(checkPattern(pattern).state).toBe(state);
  });

  it('does not look into what is too long', () => {
    expect(checkPattern('a|'.repeat(3000)).state).toBe('unknown');
  });
});
