import { parseYamlData } from '@openportal/plugin-crossplane-common';
import { editManifest } from './editManifest';
import { AS_CLUSTER } from './manifestText';
import { parseOrderFile } from './parseOrderFile';

const HEAD = `apiVersion: example.org/v1
kind: Thing
metadata: {name: x, namespace: team-alpha}
`;
const expected = {
  path: 'x.yaml',
  ref: {
    cluster: 'platform',
    namespace: 'team-alpha',
    xrd: 'things.example.org',
    name: 'x',
  },
  kind: 'Thing',
  group: 'example.org',
};
const read = (text: string) => parseOrderFile(`${HEAD}${text}`, expected);

describe('files of orders that people edited', () => {
  it('are read as the cluster reads them', () => {
    expect(
      read('spec: {a: yes, b: off, c: 010, d: 1_000, e: "no", f: 1:30}').spec,
    ).toEqual({ a: true, b: false, c: 8, d: 1000, e: 'no', f: '1:30' });
    expect(
      read('spec:\n  a: &a {b: on}\n  c:\n    <<: *a\n    d: 1\n').spec,
    ).toEqual({ a: { b: true }, c: { b: true, d: 1 } });
  });

  it.each([
    [
      'spec: {a: 9007199254740993}',
      /line 4: 9007199254740993 would be changed/,
    ],
    ['spec: {a: !!binary aGk=}', /line 4: the tag !!binary/],
    ['spec: {a: .nan}', /line 4: \.nan is no number/],
    ['spec: {a: 1, a: 2}', /line 4: .*'a' stands here twice/],
    ['---\na: b', /does not hold exactly one object/],
    ['spec: [', /is no valid YAML \(line 4/],
  ])('are refused when they hold %s', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('are read with large integers by those who write nothing of it', () => {
    const content = `${HEAD}spec: {a: 9223372036854775807}`;
    expect(
      parseOrderFile(content, { ...expected, largeIntegers: 'round' }).spec,
    ).toEqual({ a: 2 ** 63 });
  });
});

describe('editManifest with text that YAML versions read differently', () => {
  const content = [
    '# Ours',
    'enabled:   yes   # as ever',
    "mode: 010\t# octal, see 'chmod'",
    '"odd" : [ on,off ]',
    'on: {y: 1_000}',
    'empty:',
    'size: 3      # small',
    'text: >-',
    '  folded',
    '  text',
    '',
  ].join('\r\n');
  const data = {
    enabled: true,
    mode: 8,
    odd: [true, false],
    true: { true: 1000 },
    empty: null,
    size: 3,
    text: 'folded text',
  };

  it('reads it as the cluster does', () => {
    expect(parseYamlData(content, AS_CLUSTER).value).toEqual(data);
    expect(editManifest(content, data)).toBe(content);
  });

  it('keeps it byte for byte around a changed value', () => {
    expect(editManifest(content, { ...data, size: 4 })).toBe(
      content.replace('size: 3', 'size: 4'),
    );
    expect(editManifest(content, { ...data, enabled: false })).toBe(
      content.replace('enabled:   yes', 'enabled:   false'),
    );
    expect(editManifest(content, { ...data, odd: [true, 'off'] })).toBe(
      content.replace('on,off', 'on,"off"'),
    );
    expect(editManifest(content, { ...data, empty: 'full' })).toBe(
      content.replace('empty:', 'empty: full'),
    );
    expect(editManifest(content, { ...data, true: { true: 'a' } })).toBe(
      content.replace('1_000', 'a'),
    );
  });

  it('keeps what each value is written like when fields come and go', () => {
    const { odd, ...others } = data;
    const edited = editManifest(content, { ...others, added: ['yes', 8] });
    expect(parseYamlData(edited, AS_CLUSTER).value).toEqual({
      ...others,
      added: ['yes', 8],
    });
    for (const kept of ['# Ours', 'yes # as ever', 'mode: 010', '1_000']) {
      expect(edited).toContain(kept);
    }
    expect(edited).toContain('- "yes"');
    expect(odd).toBeDefined();
  });
});
