import { AutoMergeRule, OrderOperation } from '../config/readOrdersConfig';
import { allowsAutoMerge } from './allowsAutoMerge';

const rule = (kinds: string[]): AutoMergeRule => ({
  kinds,
  namespaces: ['team-alpha'],
  operations: ['create', 'update'],
});

function allows(
  kinds: string[],
  change: {
    xrd?: string;
    namespace?: string;
    operation?: OrderOperation;
  } = {},
): boolean {
  const {
    xrd = 'dnsrecords.network.openportal.dev',
    namespace = 'team-alpha',
    operation = 'create',
  } = change;
  return allowsAutoMerge([rule(kinds)], {
    kind: 'DNSRecord',
    ref: { namespace, xrd },
    operation,
  });
}

describe('allowsAutoMerge', () => {
  it('is about kind, namespace and operation together', () => {
    expect(allows(['Other', 'DNSRecord'])).toBe(true);
    expect(allows(['Other'])).toBe(false);
    expect(allows(['DNSRecord'], { namespace: 'team-beta' })).toBe(false);
    expect(allows(['DNSRecord'], { operation: 'delete' })).toBe(false);
  });

  it('tells kinds of the same name apart when a rule names the group', () => {
    const kinds = ['DNSRecord.network.openportal.dev'];
    expect(allows(kinds)).toBe(true);
    expect(allows(kinds, { xrd: 'dnsrecords.x.example.org' })).toBe(false);
    expect(
      allows(kinds, { xrd: 'dnsrecords.more.network.openportal.dev' }),
    ).toBe(false);
  });
});
