import { createMockDirectory } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { parse, stringify } from 'yaml';
import { dnsRecordXrd } from './__testUtils__/dnsRecordXrd';
import { runCommand } from './__testUtils__/runCommand';

jest.setTimeout(120_000);

describe('openportal order render', () => {
  const directory = createMockDirectory();

  async function render(
    values: JsonObject | string,
    xrd = dnsRecordXrd(),
    ...more: string[]
  ) {
    directory.setContent({
      'xrd.yaml': stringify(xrd),
      'values.yaml': typeof values === 'string' ? values : stringify(values),
    });
    return runCommand(
      [
        'order',
        'render',
        '--xrd',
        'xrd.yaml',
        '--values',
        'values.yaml',
        ...more,
      ],
      { cwd: directory.path },
    );
  }

  it('prints the manifest with what was set, and nothing else', async () => {
    const { out, err, code } = await render({
      name: 'www',
      namespace: 'team-alpha',
      owner: 'group:default/team-alpha',
      spec: { type: 'A', value: '192.0.2.1', ttl: 300 },
      composition: 'dns-route53',
      operation: 'create',
    });
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(parse(out)).toEqual({
      apiVersion: 'network.openportal.dev/v1alpha1',
      kind: 'DNSRecord',
      metadata: {
        name: 'www',
        namespace: 'team-alpha',
        annotations: {
          'terasky.backstage.io/owner': 'group:default/team-alpha',
        },
      },
      spec: {
        type: 'A',
        value: '192.0.2.1',
        crossplane: { compositionRef: { name: 'dns-route53' } },
      },
    });
  });

  it.each<[string, JsonObject | string, string[]]>([
    ['an empty file', '', ['file: is empty']],
    [
      'a list',
      '- a',
      ['file: holds no values: it must be an object with name and spec'],
    ],
    [
      'names that are none',
      { name: '../x', namespace: 'A', spec: { type: 'A', value: 'x' } },
      [
        'name: is "../x": it must be up to 63 lower case letters, digits and inner dashes',
        'namespace: is "A": it must be up to 63 lower case letters, digits and inner dashes',
      ],
    ],
    [
      'fields beside spec',
      { name: 'a', namespace: 'b', type: 'A' },
      [expect.stringMatching(/^type: is no value of an order: .+ under spec$/)],
    ],
    [
      'another version',
      { name: 'a', namespace: 'b', version: 'v9', spec: {} },
      ["version: is 'v9': the XRD serves v1alpha1"],
    ],
    [
      'values that break the schema',
      { name: 'a', namespace: 'b', spec: { type: 'MX', ttl: 1, more: true } },
      [
        'spec.value: is missing',
        'spec.more: is not a field of this kind',
        expect.stringMatching(/^spec.type: is "MX": it must be one of "A"/),
        expect.stringMatching(/^spec.ttl: is 1: it must be >= 60/),
      ],
    ],
    [
      'what belongs to Crossplane',
      { name: 'a', namespace: 'b', spec: { crossplane: {} } },
      [expect.stringMatching(/^spec.crossplane: /)],
    ],
  ])('refuses %s', async (_, values, expected) => {
    const { out, err, code } = await render(values);
    expect(code).toBe(1);
    expect(out).toBe('');
    const lines = err.trim().split('\n');
    expect(lines.every(line => line.startsWith('values.yaml: '))).toBe(true);
    expect(
      lines.map(line => line.slice('values.yaml: '.length)).sort(),
    ).toEqual(expect.arrayContaining(expected));
  });

  it('names the XRD when that is wrong', async () => {
    const { err, code } = await render({ name: 'a' }, { kind: 'ConfigMap' });
    expect(code).toBe(1);
    expect(err).toBe(
      "xrd.yaml: kind: is 'ConfigMap': it must be CompositeResourceDefinition\n",
    );
  });

  it('wants no namespace for resources that live in none', async () => {
    const xrd = dnsRecordXrd({ spec: { scope: 'Cluster' } });
    const spec = { type: 'A', value: 'x' };
    expect((await render({ name: 'a', spec }, xrd)).code).toBe(0);
    const { err } = await render({ name: 'a', namespace: 'b', spec }, xrd);
    expect(err).toContain('namespace: does not fit');
  });

  function withFields(schema: JsonObject, count = 1) {
    const properties = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `field${index}`,
        structuredClone(schema),
      ]),
    );
    return dnsRecordXrd({ schema: { type: 'object', properties } });
  }

  it('B10: finds what is wrong in a thousand fields, and counts it', async () => {
    const xrd = withFields({ type: 'string', enum: ['a', 'b'] }, 1200);
    const spec = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`field${index}`, 'WRONG']),
    );
    const { out, err, code } = await render(
      { name: 'a', namespace: 'b', spec },
      xrd,
    );
    expect({ out, code }).toEqual({ out: '', code: 1 });
    const lines = err.trim().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe(
      'values.yaml: spec.field0: is "WRONG": it must be one of "a", "b"',
    );
    expect(lines[10]).toBe('values.yaml: spec: has 990 more problems');
  });

  it('B11: says what was not checked, and fails for it when asked to', async () => {
    const pattern = Array.from({ length: 2000 }, (_, i) => `a${i}`).join('|');
    const xrd = withFields({ type: 'string', pattern });
    const values = { name: 'a', namespace: 'b', spec: { field0: 'x' } };
    const said = expect.stringMatching(
      /^values\.yaml: spec\.field0: was not checked: the pattern 'a0.*' has \d+ characters, and the portal takes at most 4096\n$/,
    );
    const lenient = await render(values, xrd);
    expect(lenient).toMatchObject({ code: 0, err: said });
    expect(parse(lenient.out).spec).toEqual(values.spec);
    const strict = await render(values, xrd, '--strict');
    expect(strict).toMatchObject({ code: 1, err: said, out: lenient.out });
    const { err, code } = await render(
      { ...values, spec: {} },
      xrd,
      '--strict',
    );
    expect({ err, code }).toEqual({ err: '', code: 0 });
  });
});
