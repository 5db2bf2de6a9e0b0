import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { xrdLint } from '../commands/xrdLint';
import { lintScalars } from './lintScalars';

const XRD = `apiVersion: apiextensions.crossplane.io/v2
kind: CompositeResourceDefinition
metadata:
  name: dnsrecords.network.openportal.dev
spec:
  group: network.openportal.dev
  names: { kind: DNSRecord, plural: dnsrecords }
  versions:
    - name: v1
      served: true
      referenceable: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                mode: { type: string, enum: [on, 'off'] }
                max: { type: integer, minimum: 9, default: 010 }
                fine: { type: string, default: "010", description: 'yes' }
`;

describe('lintScalars', () => {
  it('names what a cluster reads differently, with its line', () => {
    expect(
      lintScalars(XRD).map(({ severity, path, reason }) => [
        severity,
        path,
        reason,
      ]),
    ).toEqual([
      ['warning', 'line 19', expect.stringMatching(/^on is true to a cluster/)],
      ['warning', 'line 20', expect.stringMatching(/^010 is 8 to a cluster/)],
    ]);
  });

  it('ends somewhere', () => {
    const found = lintScalars(
      Array.from({ length: 50 }, (_, index) => `k${index}: on`).join('\n'),
    );
    expect(found).toHaveLength(21);
    expect(found[20].reason).toBe('has 30 more of these');
  });

  it('is what the command prints, beside what a cluster makes of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lint-'));
    try {
      const file = join(folder, 'xrd.yaml');
      writeFileSync(file, XRD);
      const out: string[] = [];
      const err: string[] = [];
      const code = await xrdLint(
        [file],
        { prefix: 'terasky.backstage.io' },
        {
          out: text => out.push(String(text)),
          err: text => err.push(String(text)),
          isTerminal: false,
        },
      );
      // As kubectl reads it, the default is 8.
      expect(code).toBe(1);
      expect(err).toEqual([
        expect.stringMatching(/max\.default: is 8, which is not valid/),
      ]);
      expect(out.join('')).toContain(`${file}: line 19: on is true`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
