import {
  IngestorClusterStatus,
  parseXrd,
} from '@openportal/plugin-crossplane-common';
import { CatalogFacts, doubtOfCatalog, isIngested } from './judgeCatalog';

const state: IngestorClusterStatus = {
  cluster: 'platform',
  stale: false,
  lastListedAt: '2026-01-01T00:00:00.000Z',
  templates: 10,
  resources: 100,
  watches: { open: 10, total: 12 },
  problems: [
    { xrd: 'caches.example.org', path: 'spec', reason: 'is too large' },
  ],
};

function facts(
  change: Partial<CatalogFacts> = {},
  stateChange: Partial<IngestorClusterStatus> = {},
): CatalogFacts {
  return {
    cluster: 'platform',
    counts: {
      known: true,
      value: new Map([
        ['caches.example.org', 40],
        ['queues.example.org', 50],
      ]),
    },
    ingestor: {
      known: true,
      value: { clusters: [{ ...state, ...stateChange }] },
    },
    settings: [
      {
        id: 'default',
        clusters: undefined,
        annotationPrefix: 'terasky.backstage.io',
        ingestAll: false,
      },
    ],
    ...change,
  };
}

describe('doubtOfCatalog', () => {
  it('relies on a catalog that has nearly everything', () => {
    expect(doubtOfCatalog(facts())).toBeUndefined();
  });

  it.each([
    { name: 'no ingestor', given: facts({ settings: [] }), says: /no ingest/ },
    {
      name: 'no catalog',
      given: facts({ counts: { known: false, reason: 'answered 503' } }),
      says: /catalog does not answer \(answered 503\)/,
    },
    {
      name: 'no status',
      given: facts({ ingestor: { known: false, reason: 'answered 404' } }),
      says: /ingestor does not answer \(answered 404\)/,
    },
    {
      name: 'another cluster',
      given: facts({}, { cluster: 'production' }),
      says: /not up to date/,
    },
    {
      name: 'stale',
      given: facts({}, { stale: true }),
      says: /not up to date/,
    },
    {
      name: 'never listed',
      given: facts({}, { lastListedAt: undefined }),
      says: /not up to date/,
    },
    {
      name: 'few watches',
      given: facts({}, { watches: { open: 100, total: 200 } }),
      says: /not up to date/,
    },
    {
      name: 'catalog behind',
      given: facts({}, { resources: 1000 }),
      says: /only 90 of 1000 resources/,
    },
  ])('doubts it: $name', ({ given, says }) => {
    expect(doubtOfCatalog(given)).toMatch(says);
  });
});

describe('isIngested', () => {
  const xrd = (plural: string, generateForm: string) => {
    const parsed = parseXrd({
      apiVersion: 'apiextensions.crossplane.io/v2',
      kind: 'CompositeResourceDefinition',
      metadata: {
        name: `${plural}.example.org`,
        labels: { 'terasky.backstage.io/generate-form': generateForm },
      },
      spec: {
        group: 'example.org',
        scope: 'Namespaced',
        names: { kind: 'Some', plural },
        versions: [{ name: 'v1', served: true, referenceable: true }],
      },
    });
    if (!parsed.xrd) {
      throw new Error(JSON.stringify(parsed.problems));
    }
    return parsed.xrd;
  };

  it('is true for the instances of templates that the ingestor could take', () => {
    expect(isIngested(xrd('queues', 'true'), facts())).toBe(true);
    expect(isIngested(xrd('queues', 'false'), facts())).toBe(false);
    expect(isIngested(xrd('caches', 'true'), facts())).toBe(false);
  });
});
