import { createMockDirectory } from '@backstage/backend-test-utils';
import { parseAllDocuments, stringify } from 'yaml';
import { createProgram } from './program';

const xrd = {
  apiVersion: 'apiextensions.crossplane.io/v2',
  kind: 'CompositeResourceDefinition',
  metadata: {
    name: 'dnsrecords.network.openportal.dev',
    labels: { 'openportal.dev/version': '1.0.2' },
  },
  spec: {
    group: 'network.openportal.dev',
    scope: 'Namespaced',
    names: { kind: 'DNSRecord', plural: 'dnsrecords' },
    versions: [{ name: 'v1alpha1', served: true, referenceable: true }],
  },
};

describe('openportal xrd preview', () => {
  const directory = createMockDirectory();

  async function run(...args: string[]) {
    const result = { out: '', err: '', code: undefined as number | undefined };
    const program = createProgram(
      {
        out: text => {
          result.out += text;
        },
        err: text => {
          result.err += text;
        },
      },
      code => {
        result.code = code;
      },
    ).exitOverride();
    for (const command of program.commands) {
      command.exitOverride();
      command.commands.forEach(child => child.exitOverride());
    }
    await program.parseAsync(args, { from: 'user' }).catch(() => {});
    return result;
  }

  it('prints what the portal makes of an XRD', async () => {
    directory.setContent({ 'xrd.yaml': stringify(xrd) });
    const { out, err, code } = await run(
      'xrd',
      'preview',
      directory.resolve('xrd.yaml'),
    );
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(
      parseAllDocuments(out).map(document => document.toJS().metadata.title),
    ).toEqual([
      'DNSRecord v1.0.2',
      'DNSRecord (network.openportal.dev/v1alpha1)',
    ]);
  });

  it('names file, path and reason of every error', async () => {
    directory.setContent({
      'bad.yaml': stringify({ ...xrd, spec: { ...xrd.spec, versions: [] } }),
      'broken.yaml': 'a: [',
      'other.yaml': 'kind: ConfigMap',
    });
    const paths = ['bad', 'broken', 'other', 'missing'].map(name =>
      directory.resolve(`${name}.yaml`),
    );
    const { out, err, code } = await run('xrd', 'preview', ...paths);
    expect(out).toBe('');
    expect(code).toBe(1);
    expect(err.trim().split('\n')).toEqual([
      `${paths[3]}: file: does not exist`,
      `${paths[0]}: spec.versions: is missing: it must list at least one version`,
      `${paths[1]}: ${'line 1: '}${err.split('line 1: ')[1].split('\n')[0]}`,
      `${paths[2]}: kind: the file holds no CompositeResourceDefinition`,
    ]);
  });

  it('explains itself', async () => {
    const { out } = await run('xrd', 'preview', '--help');
    expect(out).toContain('Usage: openportal xrd preview [options] <file...>');
  });
});
