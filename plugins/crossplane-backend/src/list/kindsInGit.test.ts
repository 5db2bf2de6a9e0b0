import {
  CompositeResourceDefinition,
  orderBranch,
  parseXrd,
} from '@openportal/plugin-crossplane-common';
import { ConfigReader } from '@backstage/config';
import { readOrdersConfig } from '@openportal/plugin-crossplane-node';
import { kindsInGit } from './kindsInGit';

const config = (path?: string) =>
  readOrdersConfig(
    new ConfigReader({
      integrations: { github: [{ host: 'github.com', token: 'token' }] },
      idp: {
        github: { host: 'github.com', organization: 'example' },
        orders: {
          repository: 'example/orders',
          allowedRepositories: ['example/orders', 'example/dns'],
          ...(path ? { path } : {}),
        },
      },
    }),
  );

function xrd(
  plural: string,
  annotations: Record<string, string> = {},
): CompositeResourceDefinition {
  const parsed = parseXrd({
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: { name: `${plural}.example.org`, annotations },
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
}

const definitions = [
  xrd('caches'),
  xrd('queues'),
  xrd('topics'),
  xrd('records', {
    'openportal.dev/order-repo': 'example/dns',
    'openportal.dev/order-path': 'zones/{namespace}/{name}.yaml',
  }),
  xrd('strays', { 'openportal.dev/order-repo': 'someone/else' }),
];

describe('kindsInGit', () => {
  it('finds the kinds that have files or open pull requests, and no others', () => {
    const found = kindsInGit(
      definitions,
      'platform',
      {
        files: new Map([
          [
            'example/orders',
            new Set([
              'README.md',
              'namespaces/team-alpha/caches/sessions.yaml',
              'namespaces/team-alpha/kustomization.yaml',
            ]),
          ],
          ['example/dns', new Set(['zones/team-alpha/www.yaml'])],
        ]),
        pending: [pending('example/orders', 'queues')],
      },
      config(),
    );
    expect(found).toEqual([
      'caches.example.org',
      'queues.example.org',
      'records.example.org',
    ]);
  });

  it('minds the cluster where the path names it', () => {
    const known = {
      files: new Map([
        [
          'example/orders',
          new Set([
            'clusters/platform/team-alpha/caches/sessions.yaml',
            'clusters/production/team-alpha/queues/mail.yaml',
          ]),
        ],
      ]),
      pending: [pending('example/orders', 'topics', 'production')],
    };
    const template = config(
      'clusters/{cluster}/{namespace}/{plural}/{name}.yaml',
    );
    expect(kindsInGit(definitions, 'platform', known, template)).toEqual([
      'caches.example.org',
    ]);
    expect(kindsInGit(definitions, 'production', known, template)).toEqual([
      'queues.example.org',
      'topics.example.org',
    ]);
    expect(kindsInGit(definitions, 'platform', known, undefined)).toEqual([]);
  });
});

function pending(repository: string, plural: string, cluster?: string) {
  const ref = orderBranch(
    { cluster, namespace: 'team-alpha', plural, name: 'mine' },
    '0123456789abcdef01234567',
  );
  return {
    repository,
    pull: {
      number: 1,
      html_url: 'https://github.com/example/orders/pull/1',
      created_at: '2026-01-01T00:00:00Z',
      head: { ref, sha: 'abc' },
    },
  };
}
