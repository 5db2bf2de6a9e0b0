import { toDiffLines } from './diffLines';

const diff = [
  'Index: www.yaml',
  '===================================================================',
  '--- www.yaml\tbefore',
  '+++ www.yaml\tafter',
  '@@ -1,2 +1,2 @@',
  ' kind: DNSRecord',
  '-spec: {}',
  '+--- # looks like a header',
  '@@ -9,1 +9,1 @@',
  '-last',
  '\\ No newline at end of file',
  '+last',
  '',
].join('\n');

describe('toDiffLines', () => {
  it('reads hunks and marks what is left out between them', () => {
    expect(toDiffLines(diff)).toEqual([
      { type: 'same', text: 'kind: DNSRecord' },
      { type: 'removed', text: 'spec: {}' },
      { type: 'added', text: '--- # looks like a header' },
      { type: 'gap', text: '' },
      { type: 'removed', text: 'last' },
      { type: 'added', text: 'last' },
    ]);
  });

  it('shows the way back', () => {
    expect(
      toDiffLines(diff, true)
        .filter(({ type }) => type === 'added')
        .map(({ text }) => text),
    ).toEqual(['spec: {}', 'last']);
  });
});
