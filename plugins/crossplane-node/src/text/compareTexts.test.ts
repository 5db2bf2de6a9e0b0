import { compareTexts } from './compareTexts';

const names: Parameters<typeof compareTexts>[0]['names'] = [
  { file: 'a.yaml', label: 'then' },
  { file: 'a.yaml', label: 'now' },
];

function lines(count: number, text: string): string {
  return Array.from({ length: count }, (_, index) => `${text} ${index}\n`).join(
    '',
  );
}

describe('compareTexts', () => {
  it('compares by line', () => {
    expect(
      compareTexts({ before: 'a\nb\n', after: 'a\nc\n', names }).diff,
    ).toContain(
      '--- a.yaml\tthen\n+++ a.yaml\tnow\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n',
    );
    expect(compareTexts({ before: 'a', after: 'a', names })).toEqual({});
  });

  it('says of 10,000 differing lines that it does not compare them, before long', () => {
    const before = lines(10_000, 'before');
    const started = process.cpuUsage();
    const difference = compareTexts({
      before,
      after: lines(10_000, 'after'),
      names,
    });
    const { user } = process.cpuUsage(started);
    expect(difference).toEqual({ diffOmitted: true });
    // Without a limit these are 13 seconds of the processor.
    expect(user / 1000).toBeLessThan(3_000);
  });

  it('compares few differing lines of a long file', () => {
    const before = lines(10_000, 'same');
    const { diff } = compareTexts({
      before,
      after: before.replace('same 5000\n', 'other\n'),
      names,
    });
    expect(diff).toContain('-same 5000\n+other\n');
  });

  it('shows all of a long file that is new or gone', () => {
    const text = lines(10_000, 'line');
    expect(
      compareTexts({ before: '', after: text, names }).diff?.match(/^\+line/gm),
    ).toHaveLength(10_000);
    expect(
      compareTexts({ before: text, after: '', names }).diff?.match(/^-line/gm),
    ).toHaveLength(10_000);
  });

  it('compares no texts of many megabytes', () => {
    expect(
      compareTexts({ before: '', after: 'x'.repeat(2_000_001), names }),
    ).toEqual({ diffOmitted: true });
  });
});
