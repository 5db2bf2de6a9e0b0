import { createMockDirectory } from '@backstage/backend-test-utils';
import { readFile } from 'node:fs/promises';
import { parseAllDocuments, stringify } from 'yaml';
import { dnsRecordXrd } from './__testUtils__/dnsRecordXrd';
import { runCommand } from './__testUtils__/runCommand';

jest.setTimeout(120_000);

describe('openportal xrd preview', () => {
  const directory = createMockDirectory();
  const run = (...args: string[]) =>
    runCommand(['xrd', 'preview', ...args], { cwd: directory.path });

  it('prints the template and the API as YAML', async () => {
    directory.setContent({ 'xrd.yaml': stringify(dnsRecordXrd()) });
    const { out, err, code } = await run('xrd.yaml');
    expect(err).toBe('');
    expect(code).toBe(0);
    const entities = parseAllDocuments(out).map(document => document.toJS());
    expect(entities.map(({ metadata }) => metadata.title)).toEqual([
      'DNS record v1.0.2',
      'DNS record (network.openportal.dev/v1alpha1)',
    ]);
    expect(entities.map(({ kind }) => kind)).toEqual(['Template', 'API']);
    expect(entities[0].metadata.tags).toContain('cluster-platform');
  });

  it('shows what a portal with other settings makes', async () => {
    directory.setContent({ 'xrd.yaml': stringify(dnsRecordXrd()) });
    const { out } = await run(
      '--cluster=production',
      '--owner=group:default/network',
      'xrd.yaml',
    );
    expect(out).toContain('cluster-production');
    expect(out).toContain('owner: group:default/network');
  });

  it('shows an XRD that does not opt in', async () => {
    const xrd = dnsRecordXrd({
      metadata: {
        labels: { 'terasky.backstage.io/generate-form': 'false' },
        annotations: { 'terasky.backstage.io/exclude-from-catalog': 'true' },
      },
    });
    directory.setContent({ 'xrd.yaml': stringify(xrd) });
    expect((await run('xrd.yaml')).out).toContain('kind: Template');
  });

  it('prints the schema of the form as JSON', async () => {
    directory.setContent({
      'a.yaml': stringify(dnsRecordXrd()),
      'b.yaml': stringify(dnsRecordXrd()),
    });
    const one = JSON.parse((await run('--form', 'a.yaml')).out);
    expect(one).toMatchObject({
      name: 'dnsrecords.network.openportal.dev',
      title: 'DNS record v1.0.2',
      steps: [
        { title: 'Resource', schema: { required: expect.any(Array) } },
        {
          title: 'DNS record settings',
          schema: {
            properties: {
              spec: {
                required: ['type', 'value'],
                properties: { ttl: { type: 'integer', default: 300 } },
              },
            },
          },
        },
        { title: 'Manifest' },
      ],
    });
    const two = JSON.parse((await run('--form', 'a.yaml', 'b.yaml')).out);
    expect(two).toEqual([one, one]);
  });

  it('makes a picture of all pages, without a network', async () => {
    directory.setContent({
      'xrd.yaml': stringify(dnsRecordXrd()),
      'tall.yaml': stringify(
        dnsRecordXrd({
          schema: {
            type: 'object',
            properties: Object.fromEntries(
              Array.from({ length: 20 }, (_, index) => [
                `field${index}`,
                { type: 'string' },
              ]),
            ),
          },
        }),
      ),
    });
    const short = await run('xrd.yaml', '--render', 'short.png');
    expect(short.err).toBe('Wrote short.png\n');
    expect(short.code).toBe(0);
    const [width, height] = sizeOf(
      await readFile(directory.resolve('short.png')),
    );
    expect(width).toBe(1000);
    // Onto the standard output when no file is named.
    const tall = await run('--render', 'tall.yaml');
    expect(tall.code).toBe(0);
    expect(sizeOf(tall.bytes)[1]).toBeGreaterThan(height + 10 * 40);
  });

  it('explains itself', async () => {
    const { out } = await run('--help');
    expect(out).toContain('Usage: openportal xrd preview [options] [file...]');
  });
});

/** Width and height of a PNG, from its header. */
function sizeOf(png: Buffer): [number, number] {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}
