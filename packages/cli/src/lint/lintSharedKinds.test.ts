import { createMockDirectory } from '@backstage/backend-test-utils';
import { parseXrd } from '@openportal/plugin-crossplane-common';
import { dnsRecordXrd } from '../__testUtils__/dnsRecordXrd';
import { runCommand } from '../__testUtils__/runCommand';
import { lintSharedKinds } from './lintSharedKinds';

jest.setTimeout(120_000);

function xrd(group: string, spec: Record<string, string | object> = {}) {
  const object = dnsRecordXrd();
  const parsed = parseXrd({
    ...object,
    metadata: { name: `dnsrecords.${group}` },
    spec: {
      ...(typeof object.spec === 'object' ? object.spec : {}),
      group,
      ...spec,
    },
  });
  if (!parsed.xrd) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.xrd;
}

describe('lintSharedKinds', () => {
  it('warns about a kind of two groups, in both', () => {
    const findings = lintSharedKinds([
      xrd('network.openportal.dev'),
      xrd('dns.example.org'),
    ]);
    expect(Object.fromEntries(findings)).toEqual({
      'dnsrecords.network.openportal.dev': [
        {
          severity: 'warning',
          path: 'spec.names.kind',
          reason:
            "is 'DNSRecord' as in 'dnsrecords.dns.example.org': a rule of idp.orders.autoMerge that names 'DNSRecord' is for every group; 'DNSRecord.network.openportal.dev' means this one",
        },
      ],
      'dnsrecords.dns.example.org': [expect.anything()],
    });
  });

  it('is about what people order: the claim, where there is one', () => {
    const claims = { claimNames: { kind: 'Entry', plural: 'entries' } };
    const legacy = { ...claims, scope: 'LegacyCluster' };
    expect(
      lintSharedKinds([
        xrd('network.openportal.dev', legacy),
        xrd('dns.example.org'),
      ]).size,
    ).toBe(0);
    const both = lintSharedKinds([
      xrd('network.openportal.dev', legacy),
      xrd('dns.example.org', legacy),
    ]);
    expect(both.get('dnsrecords.dns.example.org')?.[0]).toMatchObject({
      path: 'spec.claimNames.kind',
      reason: expect.stringContaining("is 'Entry' as in"),
    });
  });

  it('is said by the command of every file, and is no error', async () => {
    const folder = createMockDirectory();
    const one = dnsRecordXrd();
    folder.setContent({
      'one.yaml': JSON.stringify(one),
      'two.yaml': JSON.stringify(one).replaceAll(
        'network.openportal.dev',
        'dns.example.org',
      ),
    });
    const { code, out } = await runCommand(
      ['xrd', 'lint', 'one.yaml', 'two.yaml'],
      { cwd: folder.path },
    );
    expect(out).toMatch(
      /one\.yaml: spec\.names\.kind: is 'DNSRecord' as in 'dnsrecords\.dns\.example\.org'.*\(warning\)/,
    );
    expect(out).toMatch(/two\.yaml: spec\.names\.kind: .*\(warning\)/);
    expect(out).toContain('2 files: 0 errors, 2 warnings');
    expect(code).toBe(0);
  });

  it('says nothing of one group, however often its file is given', () => {
    const one = xrd('network.openportal.dev');
    expect(lintSharedKinds([one, one]).size).toBe(0);
  });
});
