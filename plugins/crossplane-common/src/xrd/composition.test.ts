import { compositionFits, parseComposition } from './composition';

function composition(ref: unknown, name: unknown = 'dns-route53') {
  return {
    apiVersion: 'apiextensions.crossplane.io/v1',
    kind: 'Composition',
    metadata: { name },
    spec: { compositeTypeRef: ref },
  };
}

const ref = { apiVersion: 'network.openportal.dev/v1', kind: 'DNSRecord' };
const xrd = {
  group: 'network.openportal.dev',
  kind: 'DNSRecord',
  current: {
    name: 'v1',
    referenceable: true,
    deprecated: false,
    schema: undefined,
  },
};

describe('compositions', () => {
  it('fit by kind and by the version that compositions refer to', () => {
    const fits = (change: object) => {
      const summary = parseComposition(composition({ ...ref, ...change }));
      return summary && compositionFits(xrd, summary);
    };
    expect(fits({})).toBe(true);
    expect(fits({ kind: 'XDNSRecord' })).toBe(false);
    expect(fits({ apiVersion: 'network.openportal.dev/v1alpha1' })).toBe(false);
    expect(fits({ apiVersion: 'example.org/v1' })).toBe(false);
  });

  it.each([
    undefined,
    'text',
    composition(undefined),
    composition({ apiVersion: 1, kind: 'X' }),
    composition(ref, '../x'),
    composition(ref, 1),
  ])('that cannot be read are none: %j', object => {
    expect(parseComposition(object)).toBeUndefined();
  });
});
