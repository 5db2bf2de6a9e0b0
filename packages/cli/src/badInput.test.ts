import { createMockDirectory } from '@backstage/backend-test-utils';
import { stringify } from 'yaml';
import { dnsRecordXrd } from './__testUtils__/dnsRecordXrd';
import { runCommand } from './__testUtils__/runCommand';

jest.setTimeout(120_000);

const good = stringify(dnsRecordXrd());

/** Name, content and the line that the command says about it. */
const CASES: Array<[string, string | Buffer, string | RegExp]> = [
  ['empty', '', 'file: is empty'],
  ['only-comments', '# nothing\n---\n', 'file: is empty'],
  ['no-yaml', 'a: [', /line \d+: is not valid YAML: .+/],
  ['tabs', 'a:\n\t- b\n', /line \d+: is not valid YAML: .+/],
  ['twice', 'a: 1\na: 2\n', /line \d: Map keys must be unique: .+/],
  ['unknown-tag', 'a: !!js/function x\n', /line 1: the tag !!js\/function .+/],
  [
    'bomb',
    [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...[...'bcdefgh'].map(
        (name, index) =>
          `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`)}]`,
      ),
    ].join('\n'),
    /line \d+: there are more than 100 aliases: .+/,
  ],
  ['text', 'just text', 'file: is no CompositeResourceDefinition'],
  ['list', '- a\n- b\n', 'file: is no CompositeResourceDefinition'],
  [
    'no-kind',
    'a: b\n',
    'kind: is missing: it must be CompositeResourceDefinition',
  ],
  [
    'other-kind',
    'kind: ConfigMap\n',
    "kind: is 'ConfigMap': it must be CompositeResourceDefinition",
  ],
  [
    'several',
    `${good}---\n${good}`,
    /file: holds 2 documents: one only is taken, .+/,
  ],
  ['large', `a: ${'x'.repeat(5 * 1024 * 1024)}`, /file: has 52\d+ bytes: .+/],
  [
    'binary',
    Buffer.from([0x89, 0x50, 0xff, 0xfe]),
    'file: is not text in UTF-8',
  ],
  ['nul', 'a: "b\u0000"', 'file: is not text: it holds NUL'],
  [
    'circle',
    stringify(dnsRecordXrd()).replace('spec:', 'x: &x\n  y: *x\nspec:'),
    /line \d+: the alias \*x stands inside of what it means, .+/,
  ],
  [
    'no-versions',
    stringify(dnsRecordXrd({ spec: { versions: [] } })),
    'spec.versions: is missing: it must list at least one version',
  ],
  [
    'control-characters',
    'kind: "a\\nb\\e[31m"\n',
    /kind: is 'a b \[31m': it must be CompositeResourceDefinition/,
  ],
];

describe('openportal with files that are wrong', () => {
  const directory = createMockDirectory();

  beforeEach(() => {
    directory.setContent({
      ...Object.fromEntries(
        CASES.map(([name, content]) => [`${name}.yaml`, content]),
      ),
      'good.yaml': good,
      folder: {},
    });
  });

  it.each([
    ['xrd', 'preview'],
    ['xrd', 'preview', '--form'],
    ['xrd', 'preview', '--render'],
    ['xrd', 'lint'],
  ])('%s %s %s names file, path and reason of each', async (...command) => {
    const files = [
      ...CASES.map(([name]) => `${name}.yaml`),
      'missing.yaml',
      'folder',
    ];
    const { code, err } = await runCommand(
      [...command.filter(Boolean), ...files],
      { cwd: directory.path },
    );
    expect(code).toBe(1);
    const lines = err.trim().split('\n');
    for (const [name, , expected] of CASES) {
      expect(
        lines.filter(line => line.startsWith(`${name}.yaml: `)),
      ).toContainEqual(
        expect.stringMatching(toLine(`${name}.yaml: `, expected)),
      );
    }
    expect(lines).toContain('missing.yaml: file: does not exist');
    expect(lines).toContain('folder: file: is a folder');
    expect(err).not.toMatch(/\n\s+at |Error:/);
    // Nothing in a file moves the cursor of a terminal.
    expect(err.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('goes on with the files that are right', async () => {
    const { code, out, err } = await runCommand(
      ['xrd', 'preview', 'text.yaml', 'good.yaml'],
      { cwd: directory.path },
    );
    expect(code).toBe(1);
    expect(err).toBe('text.yaml: file: is no CompositeResourceDefinition\n');
    expect(out).toContain('kind: Template');
  });

  it('wants at least one file, and known options', async () => {
    const nothing = await runCommand(['xrd', 'preview']);
    expect(nothing.code).toBe(1);
    expect(nothing.err).toContain('name at least one file');
    const unknown = await runCommand(['xrd', 'lint', '--nonsense', 'x']);
    expect(unknown.code).toBe(1);
    expect(unknown.err).toContain("unknown option '--nonsense'");
    const onlyPicture = await runCommand([
      'xrd',
      'preview',
      '--render',
      'a.png',
    ]);
    expect(onlyPicture.code).toBe(1);
  });
});

/** The whole line: the file, and what is said about it. */
function toLine(start: string, expected: string | RegExp): RegExp {
  const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const rest =
    typeof expected === 'string' ? escape(expected) : expected.source;
  return new RegExp(`^${escape(start)}${rest}$`, 'i');
}
