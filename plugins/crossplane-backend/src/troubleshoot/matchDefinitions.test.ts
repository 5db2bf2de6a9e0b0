import { Entity } from '@backstage/catalog-model';
import { parseXrd } from '@openportal/plugin-crossplane-common';
import { Definition } from '../cluster/ClusterReader';
import { matchDefinitions } from './matchDefinitions';

function definition(kind: string, plural: string): Definition {
  const name = `${plural}.example.org`;
  const object = {
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: { name },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { kind, plural },
      versions: [
        {
          name: 'v1',
          served: true,
          referenceable: true,
          schema: { openAPIV3Schema: { type: 'object' } },
        },
      ],
    },
  };
  return { name, parsed: parseXrd(object), object };
}

function template(name: string, title: string, xrd?: string): Entity {
  return {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: {
      name,
      title,
      annotations: xrd ? { 'crossplane.io/xrd-name': xrd } : {},
    },
  };
}

const facts = {
  definitions: [
    definition('DNSZone', 'dnszones'),
    definition('DNSRecord', 'dnsrecords'),
    definition('Bucket', 'buckets'),
    {
      ...definition('Broken', 'brokens'),
      parsed: { problems: [{ path: 'spec', reason: 'is wrong' }] },
    },
  ],
  templates: [
    template('name-service', 'Name v1.0.2', 'dnsrecords.example.org'),
    template('elsewhere', 'Only in the catalog', 'gone.example.org'),
    template('website', 'DNS for websites'),
  ],
};

const find = (text: string) =>
  matchDefinitions(text, facts).map(({ xrd }) => xrd);

describe('matchDefinitions', () => {
  it.each([
    ['a kind', 'DNSRecord', ['dnsrecords.example.org']],
    ['a kind in any case', ' dnsrecord ', ['dnsrecords.example.org']],
    ['part of a name', 'buckets.ex', ['buckets.example.org']],
    ['an XRD with problems', 'brokens', ['brokens.example.org']],
    ['the title of a template', 'name v1', ['dnsrecords.example.org']],
    [
      'the reference of a template',
      'template:default/name-service',
      ['dnsrecords.example.org'],
    ],
    ['what only the catalog has', 'only in', ['gone.example.org']],
    ['several', 'dns', ['dnsrecords.example.org', 'dnszones.example.org']],
    ['nothing', 'database', []],
    ['no text', '  ', []],
  ])('finds %s', (_, text, xrds) => {
    expect(find(text)).toEqual(xrds);
  });

  it('says what an XRD is called, once', () => {
    const found = {
      xrd: 'dnsrecords.example.org',
      kind: 'DNSRecord',
      template: 'Name v1.0.2',
    };
    expect(matchDefinitions('dnsrecord', facts)).toEqual([found]);
    expect(
      matchDefinitions('name v1', {
        ...facts,
        definitions: [...facts.definitions, ...facts.definitions],
      }),
    ).toEqual([found]);
    expect(matchDefinitions('only in', facts)).toEqual([
      { xrd: 'gone.example.org', template: 'Only in the catalog' },
    ]);
  });

  it('names first what is meant exactly', () => {
    const definitions = [
      definition('AppSet', 'appsets'),
      definition('App', 'zapps'),
    ];
    expect(
      matchDefinitions('app', { definitions, templates: [] })[0].kind,
    ).toBe('App');
  });
});
