import {
  Environment,
  EnvironmentState,
  gatesAllow,
  GateId,
} from '@openportal/plugin-deploy-common';
import fc from 'fast-check';
import { newOperation, testImage } from '../__testUtils__/newOperation';
import { toEnvironmentState } from '../states/toEnvironmentState';
import { evaluateGates } from './evaluateGates';
import { GateFacts } from './GateFacts';

const now = new Date('2026-06-01T12:00:00Z');

function environment(name: string, mode: 'none' | 'pull-request'): Environment {
  return {
    name,
    title: name,
    aliases: [],
    protection: {
      mode,
      approvals: mode === 'none' ? 0 : 1,
      excludeRequester: true,
      rollback: 'same',
      mergeWhenApproved: true,
    },
  };
}

function state(
  name: string,
  image: string,
  health: EnvironmentState['health'] = 'healthy',
): EnvironmentState {
  return toEnvironmentState({
    target: { ...newOperation().settings.target, environment: name },
    stored: {
      environment: name,
      desired: { image, revision: 'r1' },
      desiredAtMs: now.getTime(),
      observed: {
        observedAt: now.toISOString(),
        images: [image],
        sync: 'synced',
        health,
        links: [],
      },
      observedAtMs: now.getTime(),
      checkedAtMs: now.getTime(),
    },
    healthy: [],
    nowMs: now.getTime(),
    staleAfterMs: 60_000,
  });
}

function facts(overrides: Partial<GateFacts> = {}): GateFacts {
  return {
    action: 'promote',
    environment: environment('qa', 'none'),
    target: state('qa', testImage(1)),
    source: {
      environment: environment('development', 'none'),
      state: state('development', testImage(2)),
    },
    skipped: [],
    permissions: {
      action: true,
      skip: true,
      approve: false,
      freezeOverride: false,
    },
    image: testImage(2),
    presence: { state: 'present', digest: 'sha256:x' },
    freezes: [],
    now,
    ...overrides,
  };
}

const freeze = {
  name: 'Year end',
  environments: ['qa'],
  periods: () => [
    {
      startsAt: new Date('2026-05-01T00:00:00Z'),
      endsAt: new Date('2026-07-01T00:00:00Z'),
    },
  ],
  reason: 'Year end',
  includeRollbacks: false,
};
const badMark = {
  image: testImage(2),
  reason: 'It leaks',
  by: 'user:default/sre',
  at: '2026-05-01T00:00:00Z',
};

function statusOf(id: GateId, overrides: Partial<GateFacts>) {
  return evaluateGates(facts(overrides)).find(gate => gate.id === id)?.status;
}

describe('evaluateGates', () => {
  it('lets a promotion through when everything is right', () => {
    const gates = evaluateGates(facts());
    expect(gatesAllow(gates)).toBe(true);
    expect(gates.every(gate => gate.status === 'pass')).toBe(true);
  });

  it.each<[GateId, Partial<GateFacts>]>([
    [
      'permission',
      {
        permissions: {
          action: false,
          skip: true,
          approve: false,
          freezeOverride: true,
        },
      },
    ],
    [
      'skip-permission',
      {
        skipped: ['qa'],
        permissions: {
          action: true,
          skip: false,
          approve: false,
          freezeOverride: true,
        },
      },
    ],
    ['adapters', { cannotPropose: 'No module' }],
    [
      'source-healthy',
      {
        source: {
          environment: environment('development', 'none'),
          state: state('development', testImage(2), 'progressing'),
        },
      },
    ],
    [
      'source-healthy',
      {
        source: {
          environment: environment('development', 'none'),
          state: state('development', testImage(3)),
        },
      },
    ],
    ['source-healthy', { source: undefined }],
    ['version-immutable', { image: 'registry.test/acme/idp-payments:v1' }],
    ['version-present', { presence: { state: 'missing' } }],
    ['version-present', { presence: { state: 'unknown', reason: '503' } }],
    ['version-present', { presence: undefined }],
    ['not-running-already', { target: state('qa', testImage(2)) }],
    ['freeze', { freezes: [freeze] }],
    ['version-not-bad', { badMark, reasonGiven: false }],
  ])('%s refuses', (id, overrides) => {
    expect(statusOf(id, overrides)).toBe('fail');
  });

  it('tells unknown from missing, and what is too old from what is fresh', () => {
    const unknown = evaluateGates(
      facts({ presence: { state: 'unknown', reason: 'HTTP 503' } }),
    );
    expect(unknown.find(gate => gate.id === 'version-present')?.reason).toBe(
      "It is not known whether 'sha-0202020' is in the registry: HTTP 503",
    );
    const old = facts();
    old.source!.state.stale = true;
    expect(
      evaluateGates(old).find(gate => gate.id === 'freshness')?.status,
    ).toBe('fail');
  });

  it('asks for a reason where one clears the gate', () => {
    expect(statusOf('version-not-bad', { badMark })).toBe('wait');
    expect(statusOf('version-not-bad', { badMark, reasonGiven: true })).toBe(
      'pass',
    );
    const permissions = {
      action: true,
      skip: true,
      approve: false,
      freezeOverride: true,
    };
    const frozen = { freezes: [freeze], permissions };
    expect(statusOf('freeze', frozen)).toBe('wait');
    expect(statusOf('freeze', { ...frozen, reasonGiven: false })).toBe('fail');
    expect(statusOf('freeze', { ...frozen, reasonGiven: true })).toBe('pass');
  });

  it('exempts rollbacks from a freeze unless the window says otherwise', () => {
    const rollback = { action: 'rollback', source: undefined } as const;
    expect(statusOf('freeze', { ...rollback, freezes: [freeze] })).toBe('pass');
    expect(
      statusOf('freeze', {
        ...rollback,
        freezes: [{ ...freeze, includeRollbacks: true }],
      }),
    ).toBe('fail');
    expect(statusOf('rollback-target', { ...rollback, image: undefined })).toBe(
      'fail',
    );
  });

  it('waits for a soak, and says when it is over', () => {
    const soaking = facts();
    soaking.source!.environment = {
      ...environment('development', 'none'),
      soakSeconds: 600,
    };
    soaking.source!.state.lastHealthy = {
      image: testImage(2),
      version: 'x',
      healthyAt: '2026-06-01T11:55:00Z',
    };
    const gate = evaluateGates(soaking).find(({ id }) => id === 'soak');
    expect(gate).toMatchObject({
      status: 'fail',
      clearsAt: '2026-06-01T12:05:00.000Z',
    });
    soaking.now = new Date('2026-06-01T12:06:00Z');
    expect(evaluateGates(soaking).find(({ id }) => id === 'soak')?.status).toBe(
      'pass',
    );
  });

  it('announces the approvals of a protected environment', () => {
    expect(
      statusOf('approvals', { environment: environment('qa', 'pull-request') }),
    ).toBe('wait');
  });

  it('never allows more when a fact gets worse, and gives every gate a reason', () => {
    const worsenings: ((before: GateFacts) => GateFacts)[] = [
      before => ({
        ...before,
        permissions: { ...before.permissions, action: false },
      }),
      before => ({ ...before, cannotPropose: 'No module' }),
      before => ({ ...before, presence: { state: 'missing' } }),
      before => ({
        ...before,
        image: 'registry.test/acme/idp-payments:latest',
      }),
      before => ({ ...before, freezes: [freeze] }),
      before => ({ ...before, badMark, reasonGiven: false }),
      before => ({
        ...before,
        activeOperation: {
          id: '1',
          kind: 'promote',
          entityRef: 'component:default/payments',
          environment: 'qa',
          to: { version: 'v', image: testImage(3) },
          requestedBy: 'user:default/sre',
          channel: 'ui',
          state: 'applying',
          correlationId: '1',
          requestedAt: '',
          updatedAt: '',
        },
      }),
    ];
    fc.assert(
      fc.property(
        fc.subarray(worsenings),
        fc.constantFrom('promote' as const, 'rollback' as const),
        fc.boolean(),
        (applied, action, reasonGiven) => {
          const good = facts({ action, reasonGiven });
          const bad = applied.reduce((before, worsen) => worsen(before), good);
          const failsBefore = evaluateGates(good).filter(
            gate => gate.status === 'fail',
          );
          const gates = evaluateGates(bad);
          const failsAfter = gates.filter(gate => gate.status === 'fail');
          expect(failsAfter.length).toBeGreaterThanOrEqual(failsBefore.length);
          // Only the freeze spares a rollback.
          const harmless =
            action === 'rollback' &&
            applied.every(worsen => worsen === worsenings[4]);
          expect(gatesAllow(gates)).toBe(applied.length === 0 || harmless);
          expect(gates.every(gate => gate.reason.length > 0)).toBe(true);
          expect(new Set(gates.map(({ id }) => id)).size).toBe(gates.length);
        },
      ),
    );
  });
});
