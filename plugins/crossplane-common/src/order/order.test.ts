import fc from 'fast-check';
import { parse, parseAllDocuments } from 'yaml';
import { dnsRecordXrd } from '../fixtures/xrds';
import { parseXrd } from '../xrd/parseXrd';
import { DEFAULT_ORDER_PATH, orderPath } from './orderPath';
import { orderPagePath, parseOrderRef, stringifyOrderRef } from './orderRef';
import { renderOrder } from './renderOrder';
import { stringifyManifest } from './stringifyManifest';

const values = { namespace: 'team-alpha', plural: 'dnsrecords', name: 'www' };

describe('orderPath', () => {
  it('fills in the template', () => {
    expect(orderPath(DEFAULT_ORDER_PATH, values)).toBe(
      'namespaces/team-alpha/dnsrecords/www.yaml',
    );
    expect(
      orderPath('clusters/{cluster}/{namespace}/{name}.yaml', {
        ...values,
        cluster: 'platform',
      }),
    ).toBe('clusters/platform/team-alpha/www.yaml');
  });

  it.each([
    '../x',
    '..',
    '%2e%2e',
    '/etc/passwd',
    'a/b',
    'a\u0000',
    'a\r\n',
    'WWW',
    '.github',
    'x.yml',
    '{name}',
    '',
  ])('refuses the name %j (A18)', name => {
    expect(() => orderPath(DEFAULT_ORDER_PATH, { ...values, name })).toThrow(
      'cannot be part of a path',
    );
  });

  it.each([
    '../{name}.yaml',
    '/{name}.yaml',
    '.github/workflows/{name}.yaml',
    'a//{name}.yaml',
    'a/{name}.txt',
    'a/{secret}.yaml',
    'a/{cluster}/{name}.yaml',
  ])('refuses the template %j (A18)', template => {
    expect(() => orderPath(template, values)).toThrow('Order path');
  });

  it('never leaves its folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), name => {
        let path: string | undefined;
        try {
          path = orderPath(DEFAULT_ORDER_PATH, { ...values, name });
        } catch {
          return;
        }
        expect(path).toMatch(
          /^namespaces\/team-alpha\/dnsrecords\/[a-z0-9-]+\.yaml$/,
        );
      }),
    );
  });
});

describe('renderOrder', () => {
  const { xrd } = parseXrd(dnsRecordXrd());

  it('makes the manifest of a DNS record', () => {
    const manifest = renderOrder(xrd!, {
      name: 'www',
      namespace: 'team-alpha',
      spec: { name: 'www', type: 'A', value: '192.0.2.1', ttl: 300 },
      annotations: { 'openportal.dev/requested-by': 'user:default/developer' },
    });
    expect(stringifyManifest(manifest)).toBe(
      [
        'apiVersion: network.openportal.dev/v1alpha1',
        'kind: DNSRecord',
        'metadata:',
        '  name: www',
        '  namespace: team-alpha',
        '  annotations:',
        '    openportal.dev/requested-by: "user:default/developer"',
        'spec:',
        '  name: www',
        '  type: A',
        '  value: "192.0.2.1"',
        '',
      ].join('\n'),
    );
  });

  it.each([
    'a\nkind: ClusterRole',
    'yes',
    'off',
    '1e3',
    '0o17',
    '017',
    '1_000',
    '12:30:45',
    '2001-01-01',
    '!!js/function x',
    '&a',
    '*a',
    '---\nkind: X',
    '\u2028',
    '\u0085',
    '${{ secrets.X }}',
    '~',
    '',
    ' x ',
    '# no comment',
  ])('writes %j as a string for every reader (A19, A20)', value => {
    const manifest = renderOrder(xrd!, {
      name: 'www',
      namespace: 'team-alpha',
      spec: { value },
    });
    const text = stringifyManifest(manifest);
    expect(parse(text)).toEqual(manifest);
    expect(parse(text, { version: '1.1' })).toEqual(manifest);
    expect(parseAllDocuments(text)).toHaveLength(1);
  });

  it('reads back any data as one document (A19)', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })),
        data => {
          const plain = JSON.parse(JSON.stringify(data));
          const text = stringifyManifest(plain);
          expect(JSON.stringify(parse(text))).toBe(JSON.stringify(plain));
          expect(parseAllDocuments(text)).toHaveLength(1);
        },
      ),
    );
  });
});

describe('order references', () => {
  it('are text and a path', () => {
    const ref = {
      cluster: 'platform',
      namespace: 'team-alpha',
      xrd: 'dnsrecords.network.openportal.dev',
      name: 'www',
    };
    expect(parseOrderRef(stringifyOrderRef(ref))).toEqual(ref);
    expect(parseOrderRef('a/b')).toBeUndefined();
    expect(orderPagePath(ref)).toBe(
      '/orders/platform/team-alpha/dnsrecords.network.openportal.dev/www',
    );
  });
});
