import { createMockDirectory } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { parse, stringify } from 'yaml';
import { dnsRecordXrd } from './__testUtils__/dnsRecordXrd';
import { runCommand } from './__testUtils__/runCommand';

jest.setTimeout(120_000);

const xrd = stringify(dnsRecordXrd());
const configMap = stringify({ apiVersion: 'v1', kind: 'ConfigMap' });
const broken = xrd.replace('served: true', 'served: "x"');

describe('openportal with the standard input', () => {
  it('looks at the XRDs of a stream, and leaves the others out', async () => {
    const { code, out, err } = await runCommand(['xrd', 'lint', '-'], {
      input: `# made by a tool\n---\n${xrd}---\n${configMap}---\n${broken}---\n`,
    });
    expect(code).toBe(1);
    expect(err).toMatch(/^-\[3\]: spec\.versions/);
    expect(err).not.toMatch(/^-\[[12]\]/m);
    expect(out).toMatch(/^2 files: \d+ errors?, \d+ warnings?$/m);
  });

  it('counts lines from the start of the stream', async () => {
    const { err } = await runCommand(['xrd', 'lint', '-'], {
      input: `${xrd}---\na: 1\na: 2\n`,
    });
    const line = xrd.split('\n').length + 2;
    expect(err).toMatch(
      new RegExp(`^-\\[2\\]: line ${line}: Map keys must be`),
    );
  });

  it.each([
    ['nothing', '', '-: file: is empty\n'],
    [
      'no XRD among several',
      `${configMap}---\n${configMap}`,
      '-: file: holds no CompositeResourceDefinition\n',
    ],
    [
      'something else',
      configMap,
      "-: kind: is 'ConfigMap': it must be CompositeResourceDefinition\n",
    ],
    [
      'too much',
      'x'.repeat(4 * 1024 * 1024),
      '-: file: has more than 3145728 bytes: no more are read\n',
    ],
  ])('refuses %s', async (_, input, expected) => {
    const { code, err } = await runCommand(['xrd', 'lint', '-'], { input });
    expect([code, err]).toEqual([1, expected]);
  });

  it('previews what comes through a pipe', async () => {
    const { code, out } = await runCommand(['xrd', 'preview', '--form', '-'], {
      input: xrd,
    });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ title: 'DNS record v1.0.2' });
  });
});

describe('openportal with YAML that a cluster reads differently', () => {
  const directory = createMockDirectory();

  it('renders what a cluster would read', async () => {
    directory.setContent({
      'xrd.yaml': xrd.replace('served: true', 'served: yes'),
      'values.yaml':
        'name: www\nnamespace: team-alpha\nspec: { type: A, value: "on", ttl: 0o144 }\n',
    });
    const { code, out, err } = await runCommand(
      ['order', 'render', '--xrd', 'xrd.yaml', '--values', 'values.yaml'],
      { cwd: directory.path },
    );
    expect([code, err]).toEqual([0, '']);
    const { spec } = parse(out) as { spec: JsonObject };
    expect(spec).toMatchObject({ value: 'on', ttl: 100 });
  });

  it('refuses a number that would be rounded', async () => {
    directory.setContent({
      'xrd.yaml': xrd,
      'values.yaml': 'name: www\nspec: { ttl: 9007199254740993 }\n',
    });
    const { code, err } = await runCommand(
      ['order', 'render', '--xrd', 'xrd.yaml', '--values', 'values.yaml'],
      { cwd: directory.path },
    );
    expect(code).toBe(1);
    expect(err).toMatch(
      /^values\.yaml: line 2: 9007199254740993 would be changed/,
    );
  });
});
