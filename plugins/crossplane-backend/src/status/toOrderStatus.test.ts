import { OrderStatus } from '@openportal/plugin-crossplane-common';
import { CompositeFact, Fact } from '../sources/facts';
import { OrderFacts, toOrderStatus } from './toOrderStatus';

const known = <T>(value: T): Fact<T> => ({ known: true, value });

const condition = (type: string, status: string, message?: string) => ({
  type,
  status,
  message,
});

const composite: CompositeFact = {
  apiVersion: 'network.openportal.dev/v1alpha1',
  kind: 'DNSRecord',
  name: 'www',
  namespace: 'team-alpha',
  conditions: [condition('Synced', 'True'), condition('Ready', 'True')],
  deleting: false,
  requestedBy: 'user:default/developer',
  composition: 'dnsrecords',
  resourceRefs: [],
  links: [],
};

const managed = {
  apiVersion: 'dns.example.org/v1',
  kind: 'Record',
  name: 'www-abc',
  conditions: [condition('Synced', 'True'), condition('Ready', 'True')],
};

function flux(ready: string, message?: string) {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    name: 'orders-sync',
    suspended: false,
    revision: 'main@sha1:abc',
    conditions: [condition('Ready', ready, message)],
  };
}

function decide(change: Partial<OrderFacts> = {}): OrderStatus {
  return toOrderStatus({
    ref: {
      cluster: 'platform',
      namespace: 'team-alpha',
      xrd: 'dnsrecords.network.openportal.dev',
      name: 'www',
    },
    kind: 'DNSRecord',
    pullRequest: known({
      number: 1,
      url: 'https://example.org/pull/1',
      state: 'merged' as const,
    }),
    flux: known([flux('True')]),
    composite: known(composite),
    composition: known({ name: 'dnsrecords', functions: ['patch'] }),
    managed: known({ resources: [managed], providers: [] }),
    observedAt: '2026-01-01T00:00:00.000Z',
    ...change,
  });
}

describe('toOrderStatus', () => {
  it('is ready when the resource is', () => {
    const status = decide();
    expect(status.state).toBe('ready');
    expect(status.layers.map(({ state }) => state)).toEqual(
      Array(5).fill('ready'),
    );
  });

  it.each<[string, Partial<OrderFacts>, OrderStatus['failingLayer'], RegExp]>([
    [
      'a closed pull request',
      {
        pullRequest: known({ number: 1, url: '', state: 'closed' as const }),
        composite: known(undefined),
      },
      'pullRequest',
      /closed without merging/,
    ],
    [
      'conflicts',
      {
        pullRequest: known({
          number: 1,
          url: '',
          state: 'open' as const,
          mergeableState: 'dirty',
        }),
        composite: known(undefined),
      },
      'pullRequest',
      /has conflicts/,
    ],
    [
      'a manifest that Flux cannot apply',
      {
        flux: known([flux('False', 'DNSRecord/www dry-run failed')]),
        composite: known(undefined),
      },
      'flux',
      /dry-run failed/,
    ],
    [
      'a cluster without Flux for orders',
      { flux: known([]), composite: known(undefined) },
      'flux',
      /does not apply the orders repository/,
    ],
    [
      'values that Crossplane refuses',
      {
        composite: known({
          ...composite,
          conditions: [condition('Synced', 'False', 'spec.ttl is invalid')],
        }),
      },
      'compositeResource',
      /spec\.ttl is invalid/,
    ],
    [
      'a function that fails',
      {
        composite: known({
          ...composite,
          conditions: [
            condition('Synced', 'False', 'cannot compose resources: pipeline'),
          ],
        }),
      },
      'composition',
      /cannot compose/,
    ],
    [
      'a composition that is gone',
      { composition: known(undefined) },
      'composition',
      /does not exist/,
    ],
    [
      'a provider that refuses',
      {
        managed: known({
          resources: [
            {
              ...managed,
              conditions: [condition('Synced', 'False', 'quota exceeded')],
            },
          ],
          providers: [],
        }),
      },
      'providers',
      /quota exceeded/,
    ],
    [
      'a provider that does not run',
      {
        managed: known({
          resources: [{ ...managed, conditions: undefined, missing: true }],
          providers: [{ name: 'dns', healthy: false, message: 'no image' }],
        }),
      },
      'providers',
      /Provider 'dns' does not run: no image/,
    ],
  ])('names the layer of %s and what to do', (_, change, layer, message) => {
    const status = decide(change);
    expect(status.state).toBe('failed');
    expect(status.failingLayer).toBe(layer);
    const failing = status.layers.find(({ id }) => id === layer);
    expect(failing?.message).toMatch(message);
    expect(failing?.fix).toBeTruthy();
  });

  it('says what is going on before the resource is ready', () => {
    const merged = decide({ composite: known(undefined) });
    expect(merged.state).toBe('progressing');
    expect(merged.layers[1].message).toMatch(/has not applied the order yet/);
    const armed = decide({
      pullRequest: known({
        number: 1,
        url: '',
        state: 'open' as const,
        autoMergeArmed: true,
      }),
      composite: known(undefined),
    });
    expect(armed.layers[0]).toMatchObject({ state: 'progressing' });
  });

  it('keeps the other layers when sources fail', () => {
    const failed = { known: false as const, reason: 'cluster is down' };
    const status = decide({
      flux: failed,
      composite: failed,
      composition: failed,
      managed: failed,
    });
    expect(status.state).toBe('unknown');
    expect(status.layers.map(({ state }) => state)).toEqual([
      'ready',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
    ]);
    expect(status.layers[2].message).toContain('cluster is down');
  });
});
