import { OrderPullRequest } from '@openportal/plugin-crossplane-common';
import {
  CompositeFact,
  Fact,
  FluxObjectFact,
  GitFact,
  ResourceFact,
} from '../sources/facts';
import { OrderFacts, SharedOrderStatus, toOrderStatus } from './toOrderStatus';

const known = <T>(value: T): Fact<T> => ({ known: true, value });

const condition = (
  type: string,
  status: string,
  message?: string,
  reason?: string,
) => ({ type, status, message, reason });

const composite: CompositeFact = {
  apiVersion: 'network.openportal.dev/v1alpha1',
  kind: 'DNSRecord',
  name: 'www',
  namespace: 'team-alpha',
  owner: { uid: 'one', namespace: 'team-alpha' },
  conditions: [condition('Synced', 'True'), condition('Ready', 'True')],
  deleting: false,
  requestedBy: 'user:default/developer',
  composition: 'dnsrecords',
  resourceRefs: [],
  omittedRefs: 0,
  links: [],
};

const composing = (
  message: string,
  reason = 'ReconcileError',
): Partial<OrderFacts> => ({
  composite: known({
    ...composite,
    conditions: [condition('Synced', 'False', message, reason)],
  }),
});

const managed: ResourceFact = {
  apiVersion: 'dns.example.org/v1',
  kind: 'Record',
  name: 'www-abc',
  conditions: [condition('Synced', 'True'), condition('Ready', 'True')],
};

const refused = (message: string): Partial<OrderFacts> => ({
  resources: known([
    {
      ...managed,
      conditions: [condition('Synced', 'False', message)],
    },
  ]),
});

const pull: OrderPullRequest = {
  number: 1,
  url: 'https://example.org/pull/1',
  title: 'Order www',
  operation: 'create',
  state: 'merged',
  mergedBy: 'team-lead',
  checks: [],
  reviews: { approvedBy: [], changesRequestedBy: [], required: false },
};

function git(
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

const waitingGit = (change: Partial<OrderPullRequest>) => ({
  git: git({ state: 'open', mergedBy: undefined, ...change }, false),
  composite: known(undefined),
});

function flux(
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

const fluxFails = (message: string, reason?: string): Partial<OrderFacts> => ({
  flux: flux({ containsOrder: false }, ['False', message, reason]),
  composite: known(undefined),
});

function decide(change: Partial<OrderFacts> = {}): SharedOrderStatus {
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

const states = ({ layers }: SharedOrderStatus) =>
  layers.map(({ state }) => state);

describe('toOrderStatus', () => {
  it('is ready when the resource is', () => {
    const status = decide();
    expect(status.state).toBe('ready');
    expect(states(status)).toEqual(Array(5).fill('ready'));
    expect(status.layers[0].message).toContain('merged by team-lead');
    expect(status.composition).toMatchObject({
      name: 'dnsrecords',
      steps: [{ function: 'function-patch', healthy: true }],
    });
  });

  it.each<[string, Partial<OrderFacts>, string, string, RegExp]>([
    [
      'a closed pull request',
      { git: git({ state: 'closed' }, false), composite: known(undefined) },
      'validation',
      'pull-request-closed',
      /closed without merging/,
    ],
    [
      'conflicts',
      waitingGit({ mergeable: 'conflict' }),
      'validation',
      'pull-request-conflict',
      /has conflicts/,
    ],
    [
      'a failing check',
      waitingGit({ checks: [{ name: 'validate', state: 'failed' }] }),
      'validation',
      'checks-failed',
      /does not pass 'validate'/,
    ],
    [
      'an update with conflicts',
      {
        git: git({ state: 'open', operation: 'update', mergeable: 'conflict' }),
      },
      'validation',
      'pull-request-conflict',
      /which changes the order/,
    ],
    [
      'a field that the cluster refuses',
      fluxFails(
        'DNSRecord/team-alpha/www dry-run failed (Invalid): spec.type: Unsupported value',
      ),
      'validation',
      'invalid-field',
      /Unsupported value/,
    ],
    [
      'a policy of the cluster',
      fluxFails(
        'DNSRecord/team-alpha/www dry-run failed (Forbidden): admission webhook "policy" denied the request: no',
      ),
      'validation',
      'admission-denied',
      /denied/,
    ],
    [
      'an immutable field',
      fluxFails(
        'DNSRecord/team-alpha/www dry-run failed (Invalid): spec.name: field is immutable',
      ),
      'validation',
      'immutable-field',
      /immutable/,
    ],
    [
      'a foreign file that stops all',
      fluxFails('DNSRecord/team-beta/bad dry-run failed (Invalid): spec.type'),
      'flux',
      'flux-blocked',
      /bad/,
    ],
    [
      'a broken kustomization',
      fluxFails(
        'kustomize build failed: accumulating resources',
        'BuildFailed',
      ),
      'flux',
      'flux-build',
      /build failed/,
    ],
    [
      'a folder that is gone',
      fluxFails(
        'kustomization path not found: stat /tmp/x: no such file or directory',
        'ArtifactFailed',
      ),
      'flux',
      'flux-path',
      /path not found/,
    ],
    [
      'a secret that cannot be decrypted',
      fluxFails('decryption failed for file: cannot get sops data key'),
      'flux',
      'flux-decryption',
      /sops/,
    ],
    [
      'a dependency',
      fluxFails(
        "dependency 'flux-system/infra' is not ready",
        'DependencyNotReady',
      ),
      'flux',
      'flux-dependency',
      /dependency/,
    ],
    [
      'a source that cannot be fetched',
      fluxFails(
        'failed to checkout and determine revision: unable to clone',
        'GitOperationFailed',
      ),
      'flux',
      'flux-source',
      /clone/,
    ],
    [
      'rights that Flux has not',
      fluxFails(
        'DNSRecord/team-alpha/www dry-run failed (Forbidden): dnsrecords is forbidden: User "x" cannot patch resource',
      ),
      'flux',
      'flux-forbidden',
      /forbidden/,
    ],
    [
      'a namespace that is not there',
      fluxFails(
        'DNSRecord/team-alpha/www dry-run failed (NotFound): namespaces "team-alpha" not found',
      ),
      'flux',
      'namespace-missing',
      /not found/,
    ],
    [
      'a kind that is gone',
      fluxFails(
        'DNSRecord/team-alpha/www dry-run failed: no matches for kind "DNSRecord"',
      ),
      'crossplane',
      'kind-missing',
      /no matches/,
    ],
    [
      'a stopped Kustomization',
      {
        flux: flux({ suspended: true, containsOrder: false }),
        composite: known(undefined),
      },
      'flux',
      'flux-suspended',
      /is suspended/,
    ],
    [
      'drift that nobody puts back',
      { flux: flux({ suspended: true }), drift: ['spec.ttl'] },
      'flux',
      'drift',
      /spec\.ttl/,
    ],
    [
      'no Flux for orders',
      {
        flux: known({ hasSource: false, sources: [], kustomizations: [] }),
        composite: known(undefined),
      },
      'flux',
      'flux-missing',
      /does not apply the orders repository/,
    ],
    [
      'an XRD that is gone',
      {
        definition: known(false),
        composite: { known: false, reason: 'no XRD' },
      },
      'crossplane',
      'xrd-missing',
      /does not have the XRD/,
    ],
    [
      'values that Crossplane refuses',
      composing('spec.ttl: Invalid value: must be positive'),
      'validation',
      'invalid-field',
      /spec\.ttl/,
    ],
    [
      'a pause',
      composing('Reconciliation is paused', 'ReconcilePaused'),
      'crossplane',
      'paused',
      /paused/,
    ],
    [
      'a function that is not installed',
      composing(
        'cannot compose resources: cannot run Composition pipeline step "x": cannot find an active FunctionRevision',
      ),
      'crossplane',
      'function-missing',
      /FunctionRevision/,
    ],
    [
      'a function that fails',
      composing(
        'cannot compose resources: pipeline step "x" returned a fatal result: no',
      ),
      'crossplane',
      'function-failed',
      /fatal result/,
    ],
    [
      'no composition',
      composing('cannot select Composition: no compatible Compositions found'),
      'crossplane',
      'composition-missing',
      /no compatible/,
    ],
    [
      'rights that Crossplane has not',
      composing(
        'cannot compose resources: cannot apply composed resource: deployments.apps is forbidden: User cannot patch resource',
      ),
      'crossplane',
      'crossplane-forbidden',
      /forbidden/,
    ],
    [
      'a composition that is gone',
      { composition: known(undefined) },
      'crossplane',
      'composition-missing',
      /does not exist/,
    ],
    [
      'a composition for another kind',
      { composition: known({ name: 'dnsrecords', fits: false, steps: [] }) },
      'crossplane',
      'composition-wrong-kind',
      /another kind/,
    ],
    [
      'a function that does not run',
      {
        ...composing('context deadline exceeded: rpc error'),
        functions: known([
          { name: 'function-patch', healthy: false, message: 'no image' },
        ]),
      },
      'crossplane',
      'function-unhealthy',
      /rpc error/,
    ],
    [
      'a quota at the provider',
      refused('create failed: LimitExceeded: too many records'),
      'provider',
      'quota-exceeded',
      /LimitExceeded/,
    ],
    [
      'credentials that are not there',
      refused(
        'connect failed: cannot get credentials: secrets "aws" not found',
      ),
      'provider',
      'credentials-missing',
      /credentials/,
    ],
    [
      'a missing ProviderConfig',
      refused(
        'connect failed: ProviderConfig.aws.upbound.io "default" not found',
      ),
      'provider',
      'provider-config-missing',
      /ProviderConfig/,
    ],
    [
      'an account without rights',
      refused('create failed: AccessDenied: not authorized to perform'),
      'provider',
      'access-denied',
      /AccessDenied/,
    ],
    [
      'a name that is taken',
      refused('create failed: BucketAlreadyOwnedByYou'),
      'provider',
      'already-exists',
      /Bucket/,
    ],
    [
      'a service that cannot be reached',
      refused('observe failed: dial tcp: lookup api: no such host'),
      'provider',
      'provider-unreachable',
      /no such host/,
    ],
    [
      'a provider that does not run',
      {
        resources: known([
          { ...managed, conditions: undefined, missing: true },
        ]),
        providers: known([
          { name: 'dns', healthy: false, message: 'no image' },
        ]),
      },
      'provider',
      'provider-unhealthy',
      /Provider 'dns' does not run: no image/,
    ],
    [
      'a provider that is not installed',
      {
        resources: known([
          {
            ...managed,
            conditions: undefined,
            missing: true,
            unknownKind: true,
            note: 'the cluster does not know the kind Record',
          },
        ]),
      },
      'provider',
      'provider-missing',
      /does not know the kind/,
    ],
  ])(
    'names the layer of %s and what to do',
    (_, change, category, cause, message) => {
      const status = decide(change);
      expect(status.state).toBe('failed');
      expect(status.failure).toMatchObject({ category, cause });
      expect(status.failure?.message).toMatch(message);
      expect(status.failure?.layer).toBe(status.failingLayer);
      const failing = status.layers.find(
        ({ id }) => id === status.failingLayer,
      );
      expect(failing).toMatchObject({
        state: 'failed',
        fix: status.failure?.fix,
        message: status.failure?.message,
      });
      expect(status.failure?.fix.length).toBeGreaterThan(10);
    },
  );

  it('shows the cause at the bottom of nested resources', () => {
    const status = decide({
      resources: known([
        {
          ...managed,
          kind: 'Network',
          name: 'net',
          conditions: [
            condition('Synced', 'True'),
            condition('Ready', 'False'),
          ],
          children: [
            {
              ...managed,
              name: 'subnet',
              conditions: [condition('Synced', 'False', 'quota exceeded')],
            },
          ],
          omittedChildren: 3,
        },
      ]),
    });
    expect(status.failure).toMatchObject({
      category: 'provider',
      resource: { kind: 'Record', name: 'subnet' },
    });
    expect(status.layers[4].resources).toMatchObject([
      { kind: 'Network', omittedChildren: 3, children: [{ name: 'subnet' }] },
    ]);
  });

  it('tells who has to act on a pull request', () => {
    const reviews = { approvedBy: [], changesRequestedBy: [], required: true };
    const layer = (change: Partial<OrderPullRequest>) =>
      decide(waitingGit(change)).layers[0];
    expect(layer({ mergeable: 'blocked', reviews })).toMatchObject({
      state: 'waiting',
      message: expect.stringContaining('waits for approval'),
    });
    expect(layer({ mergeable: 'blocked', autoMerge: true })).toMatchObject({
      state: 'progressing',
    });
    expect(layer({ checks: [{ name: 'ci', state: 'pending' }] })).toMatchObject(
      { state: 'progressing', message: expect.stringContaining("'ci'") },
    );
    expect(
      layer({ reviews: { ...reviews, changesRequestedBy: ['sre'] } }),
    ).toMatchObject({ state: 'waiting', fix: expect.any(String) });
    expect(layer({ mergeable: 'draft' })).toMatchObject({ state: 'waiting' });
    expect(layer({ mergeable: 'yes' })).toMatchObject({ state: 'waiting' });
  });

  it('C8: is not ready by what Flux applied before the last change', () => {
    const behind = decide({ flux: flux({ containsOrder: false }) });
    expect(behind.layers[1]).toMatchObject({
      state: 'progressing',
      message: expect.stringContaining('has not applied the last change yet'),
    });
    const unsure = decide({ flux: flux({ containsOrder: undefined }) });
    expect(unsure.layers[1]).toMatchObject({
      state: 'ready',
      message: expect.stringContaining('could not be found out'),
    });
  });

  it('goes on when Flux fails on a later change of somebody else', () => {
    const status = decide({
      flux: flux({}, ['False', 'DNSRecord/team-beta/bad dry-run failed']),
    });
    expect(status.state).toBe('ready');
    expect(status.layers[1].message).toContain('by now');
  });

  it('says that drift is put back, and what is gone from git stays', () => {
    expect(decide({ drift: ['spec.ttl'] }).layers[1]).toMatchObject({
      state: 'progressing',
      message: expect.stringContaining('spec.ttl'),
    });
    const orphan = decide({ git: git({ operation: 'delete' }, false) });
    expect(orphan).toMatchObject({ orphaned: true, state: 'ready' });
    expect(orphan.layers[1].message).toContain('gone from git');
    const byHand = decide({ git: git(undefined, false) });
    expect(byHand.orphaned).toBe(false);
  });

  it('says what is going on before the resource is ready', () => {
    const merged = decide({
      composite: known(undefined),
      flux: flux({ containsOrder: false }),
    });
    expect(merged.state).toBe('progressing');
    expect(merged.layers[1].message).toMatch(/has not applied the order yet/);
    const slow = decide({
      composite: known({
        ...composite,
        conditions: [
          ...composite.conditions,
          condition('Responsive', 'False', 'too many watch events'),
        ],
      }),
    });
    expect(slow.layers[2]).toMatchObject({
      state: 'ready',
      message: expect.stringContaining('too many watch events'),
    });
  });

  it('names secrets and keys and nothing of their values', () => {
    const status = decide({
      composite: known({
        ...composite,
        connectionSecret: { name: 'www-conn', namespace: 'team-alpha' },
      }),
      connectionKeys: ['password'],
      resources: known([
        { apiVersion: 'v1', kind: 'Secret', name: 'made', note: 'never read' },
        managed,
      ]),
    });
    expect(status.connectionDetails).toEqual({
      secrets: [
        { name: 'www-conn', namespace: 'team-alpha' },
        { name: 'made', namespace: undefined },
      ],
      keys: ['password'],
    });
    // What is not read does not keep the order from being ready.
    expect(status.layers[4]).toMatchObject({ state: 'ready' });
  });

  it('keeps the other layers when sources fail', () => {
    const failed = { known: false as const, reason: 'cluster is down' };
    const status = decide({
      definition: failed,
      flux: failed,
      composite: failed,
      composition: failed,
      functions: failed,
      resources: failed,
      providers: failed,
    });
    expect(status.state).toBe('unknown');
    expect(states(status)).toEqual([
      'ready',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
    ]);
    expect(status.layers[2].message).toContain('cluster is down');
  });
});
