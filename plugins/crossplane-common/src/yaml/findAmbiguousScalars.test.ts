import { findAmbiguousScalars } from './findAmbiguousScalars';

const differences = (text: string) =>
  findAmbiguousScalars(text).map(
    ({ line, text: written, inCluster, inYaml12 }) =>
      `${line}: ${written} ${inCluster} ${inYaml12}`,
  );

describe('findAmbiguousScalars', () => {
  it('finds what clusters read in another way, in all documents', () => {
    expect(
      differences(
        'enum: [on, off]\nmax: 010\non: 1\n---\ndefault: yes\nbig: 1_000\nbits: 0b11',
      ),
    ).toEqual([
      '1: on true "on"',
      '1: off false "off"',
      '2: 010 8 10',
      '3: on true "on"',
      '5: yes true "yes"',
      '6: 1_000 1000 "1_000"',
      '7: 0b11 3 "0b11"',
    ]);
  });

  it('leaves alone what means the same, or cannot be read', () => {
    expect(
      differences(
        'a: ["on", \'no\', !!str yes, true, 10, 0o10, 0x1f, ~, 1e3, .nan, 1:30, 2020-01-01, yEs]\nb: |\n  on',
      ),
    ).toEqual([]);
    expect(differences('['.repeat(100_000))).toEqual([]);
  });

  it('stops at a limit, and says where each is', () => {
    const text = 'a: [yes, no, on]';
    const found = findAmbiguousScalars(text, { limit: 2 });
    expect(found.map(({ from, to }) => text.slice(from, to))).toEqual([
      'yes',
      'no',
    ]);
    expect(found[1]).toMatchObject({ line: 1, column: 10 });
  });
});
