import { OrderPullRequest } from '@openportal/plugin-crossplane-common';
import {
  CompositeFact,
  Fact,
  FluxObjectFact,
  GitFact,
  ResourceFact,
} from '../sources/facts';
import {
  OrderFacts,
  SharedOrderStatus,
  toOrderStatus,
} from '../status/toOrderStatus';

export const known = <T>(value: T): Fact<T> => ({ known: true, value });

export const condition = (
  type: string,
  status: string,
  message?: string,
  reason?: string,
) => ({ type, status, message, reason });

export const composite: CompositeFact = {
  apiVersion: 'network.openportal.dev/v1alpha1',
  kind: 'DNSRecord',
  name: 'www',
  namespace: 'team-alpha',
  owner: { uid: 'one', namespace: 'team-alpha' },
  conditions: [condition('Synced', 'True'), condition('Ready', 'True')],
  deleting: false,
  keptByFlux: false,
  requestedBy: 'user:default/developer',
  composition: 'dnsrecords',
  resourceRefs: [],
  omittedRefs: 0,
  links: [],
};

export const composing = (
  message: string,
  reason = 'ReconcileError',
): Partial<OrderFacts> => ({
  composite: known({
    ...composite,
    conditions: [condition('Synced', 'False', message, reason)],
  }),
});

export const managed: ResourceFact = {
  apiVersion: 'dns.example.org/v1',
  kind: 'Record',
  name: 'www-abc',
  conditions: [condition('Synced', 'True'), condition('Ready', 'True')],
};

export const refused = (message: string): Partial<OrderFacts> => ({
  resources: known([
    {
      ...managed,
      conditions: [condition('Synced', 'False', message)],
    },
  ]),
});

export const pull: OrderPullRequest = {
  number: 1,
  url: 'https://example.org/pull/1',
  title: 'Order www',
  operation: 'create',
  state: 'merged',
  mergedBy: 'team-lead',
  checks: [],
  reviews: { approvedBy: [], changesRequestedBy: [], required: false },
};

export function git(
  change: Partial<OrderPullRequest> | undefined,
  exists: boolean = true,
): Fact<GitFact> {
  return known({
    file: {
      repository: 'example/orders',
      path: 'namespaces/team-alpha/dnsrecords/www.yaml',
      url: 'https://example.org/file',
      exists,
    },
    pulls: change ? [{ ...pull, ...change }] : [],
  });
}

export const waitingGit = (change: Partial<OrderPullRequest>) => ({
  git: git({ state: 'open', mergedBy: undefined, ...change }, false),
  composite: known(undefined),
});

export function flux(
  change: Partial<FluxObjectFact> = {},
  ready: [string, string?, string?] = ['True'],
): OrderFacts['flux'] {
  const [status, message, reason] = ready;
  return known({
    hasSource: true,
    sources: [],
    kustomizations: [
      {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        name: 'orders-sync',
        suspended: false,
        revision: 'main@sha1:abc',
        containsOrder: true,
        conditions: [condition('Ready', status, message, reason)],
        ...change,
      },
    ],
  });
}

export const fluxFails = (
  message: string,
  reason?: string,
): Partial<OrderFacts> => ({
  flux: flux({ containsOrder: false }, ['False', message, reason]),
  composite: known(undefined),
});

export function decide(change: Partial<OrderFacts> = {}): SharedOrderStatus {
  return toOrderStatus({
    ref: {
      cluster: 'platform',
      namespace: 'team-alpha',
      xrd: 'dnsrecords.network.openportal.dev',
      name: 'www',
    },
    kind: 'DNSRecord',
    definition: known(true),
    git: git({}),
    flux: flux(),
    composite: known(composite),
    composition: known({
      name: 'dnsrecords',
      fits: true,
      steps: [{ step: 'make', function: 'function-patch' }],
    }),
    functions: known([{ name: 'function-patch', healthy: true }]),
    resources: known([managed]),
    providers: known([]),
    connectionKeys: [],
    drift: [],
    hints: [],
    observedAt: '2026-01-01T00:00:00.000Z',
    ...change,
  });
}

export const states = ({ layers }: SharedOrderStatus) =>
  layers.map(({ state }) => state);
