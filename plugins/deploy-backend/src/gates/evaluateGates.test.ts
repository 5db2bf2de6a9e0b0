import {
  Gate,
  gatesAllow,
  GateId,
  Operation,
} from '@openportal/plugin-deploy-common';
import { testImage } from '../__testUtils__/newOperation';
import {
  digestOf,
  environment,
  executionFacts,
  facts,
  freeze,
  now,
  state,
} from './__testUtils__/facts';
import {
  evaluateExecutionGates,
  evaluateGates,
  findBrokenGates,
} from './evaluateGates';
import { ExecutionFacts, GateFacts } from './GateFacts';

const badMark = {
  image: testImage(2),
  reason: 'It leaks',
  by: 'user:default/sre',
  at: '2026-05-01T00:00:00Z',
};
const may = { action: true, skip: true, approve: true, freezeOverride: true };

function gateOf(
  id: GateId,
  overrides: Partial<GateFacts> = {},
): Gate | undefined {
  return evaluateGates(facts(overrides)).find(gate => gate.id === id);
}

function executionGateOf(
  id: GateId,
  overrides: Partial<ExecutionFacts> = {},
): Gate | undefined {
  return evaluateExecutionGates(executionFacts(overrides)).find(
    gate => gate.id === id,
  );
}

describe('evaluateGates', () => {
  it('lets a promotion through when everything is right', () => {
    const gates = evaluateGates(facts());
    expect(gatesAllow(gates)).toBe(true);
    expect(gates.every(gate => gate.status === 'pass')).toBe(true);
  });

  it.each<[GateId, Partial<GateFacts>]>([
    ['permission', { permissions: { ...may, action: false } }],
    [
      'skip-permission',
      { skipped: ['qa'], permissions: { ...may, skip: false } },
    ],
    ['adapters', { cannotPropose: { reason: 'None', clearedBy: 'Owner' } }],
    [
      'source-healthy',
      {
        source: {
          environment: environment('development'),
          state: state('development', testImage(2), 'progressing'),
        },
      },
    ],
    [
      'source-healthy',
      {
        source: {
          environment: environment('development'),
          state: state('development', testImage(3)),
        },
      },
    ],
    ['source-healthy', { source: undefined }],
    ['version-immutable', { image: 'registry.test/acme/idp-payments:v1' }],
    ['version-present', { presence: { state: 'missing' } }],
    ['version-present', { presence: { state: 'unknown', reason: '503' } }],
    ['version-present', { presence: undefined }],
    [
      'version-present',
      { presence: { state: 'present', digest: digestOf(9) } },
    ],
    ['not-running-already', { target: state('qa', testImage(2)) }],
    ['freeze', { freezes: [freeze()] }],
    ['soak', { soak: { environment: 'development', seconds: 60 } }],
    ['version-not-bad', { badMark, reasonGiven: false }],
    ['manifest-unchanged', { template: { seen: 't0', now: 't1' } }],
  ])('%s refuses', (id, overrides) => {
    expect(gateOf(id, overrides)?.status).toBe('fail');
  });

  it('tells unknown from missing, and what is too old from what is fresh', () => {
    expect(
      gateOf('version-present', {
        presence: { state: 'unknown', reason: 'HTTP 503' },
      })?.reason,
    ).toBe(
      "It is not known whether 'sha-0202020' is in the registry: HTTP 503",
    );
    const old = facts();
    old.source!.state.stale = true;
    expect(gateOf('freshness', old)?.status).toBe('fail');
    const blind = facts();
    blind.target.stale = true;
    expect(gateOf('freshness', blind)?.reason).toContain("'qa'");
    // Nobody should wait for an observer to go back to what was healthy.
    expect(
      gateOf('freshness', { ...blind, action: 'rollback', source: undefined })
        ?.status,
    ).toBe('pass');
  });

  it('asks for a reason where one clears the gate', () => {
    expect(gateOf('version-not-bad', { badMark })).toMatchObject({
      status: 'wait',
      needsReason: true,
    });
    expect(
      gateOf('version-not-bad', { badMark, reasonGiven: true })?.status,
    ).toBe('pass');
  });

  it('leaves it to the page to say in which words and zone a freeze ends', () => {
    const gate = gateOf('freeze', { freezes: [freeze()] });
    expect(Date.parse(gate?.clearsAt ?? '')).not.toBeNaN();
    expect(gate?.reason).not.toMatch(/\d{4}-\d{2}-\d{2}T/);
  });

  it('exempts rollbacks from a freeze unless the window says otherwise', () => {
    const rollback = { action: 'rollback', source: undefined } as const;
    const status = (overrides: Partial<GateFacts>) =>
      gateOf('freeze', { ...rollback, ...overrides })?.status;
    expect(status({ freezes: [freeze()] })).toBe('pass');
    expect(status({ freezes: [freeze({ includeRollbacks: true })] })).toBe(
      'fail',
    );
    expect(
      gateOf('rollback-target', { ...rollback, image: undefined })?.status,
    ).toBe('fail');
    expect(gateOf('rollback-target', rollback)?.status).toBe('fail');
    expect(
      gateOf('rollback-target', {
        ...rollback,
        imageHealthyAt: '2026-05-01T00:00:00Z',
      })?.status,
    ).toBe('pass');
  });

  it('waits for a soak, and says when it is over', () => {
    const soak = {
      environment: 'development',
      seconds: 600,
      since: new Date('2026-06-01T11:55:00Z'),
    };
    expect(gateOf('soak', { soak })).toMatchObject({
      status: 'fail',
      reason:
        "A version must be healthy in 'development' for 10 minutes: this one is since 2026-06-01T11:55:00.000Z",
      clearsAt: '2026-06-01T12:05:00.000Z',
    });
    const later = new Date('2026-06-01T12:05:00Z');
    expect(gateOf('soak', { soak, now: later })?.status).toBe('pass');
  });

  it.each<[Partial<GateFacts>, string]>([
    [{}, 'pass'],
    [{ environment: environment('qa', 'pull-request') }, 'wait'],
    [{ environment: environment('qa', 'approvals') }, 'wait'],
  ])('announces who must approve: %j is %s', (overrides, status) => {
    expect(gateOf('approvals', overrides)?.status).toBe(status);
  });

  it('says who approves in each mode, and that a direct rollback needs nobody', () => {
    expect(
      gateOf('approvals', { environment: environment('qa', 'pull-request') })
        ?.reason,
    ).toBe(
      'A pull request is opened, which 2 people other than you must approve',
    );
    const approvals = environment('qa', 'approvals');
    expect(gateOf('approvals', { environment: approvals })).toMatchObject({
      reason: '2 people other than you must approve it in the portal',
      clearedBy: "Who has the permission 'deploy.approve' in 'qa'",
    });
    approvals.protection.rollback = 'direct';
    expect(
      gateOf('approvals', { environment: approvals, action: 'rollback' })
        ?.status,
    ).toBe('pass');
  });

  it('lets break freeze, soak and its own approvals, by whom it may, and nothing else', () => {
    const held: Partial<GateFacts> = {
      environment: environment('qa', 'approvals'),
      freezes: [freeze()],
      soak: { environment: 'development', seconds: 60 },
      badMark,
      reasonGiven: false,
      permissions: may,
    };
    const ids: GateId[] = ['freeze', 'soak', 'approvals'];
    for (const id of ids) {
      expect(gateOf(id, held)).toMatchObject({ breakGlass: true });
      expect(gateOf(id, { ...held, breaks: ids })).toMatchObject({
        status: 'pass',
        reason: expect.stringContaining('Passed by breaking the glass'),
      });
      const forbidden = { ...may, freezeOverride: false };
      expect(
        gateOf(id, { ...held, breaks: ids, permissions: forbidden })?.status,
      ).not.toBe('pass');
    }
    expect(findBrokenGates(facts({ ...held, breaks: ids })).sort()).toEqual(
      [...ids].sort(),
    );
    expect(
      gateOf('version-not-bad', { ...held, breaks: ['version-not-bad'] })
        ?.status,
    ).toBe('fail');
    // The reviews of a git host are not the portal's to break.
    expect(
      gateOf('approvals', {
        ...held,
        environment: environment('qa', 'pull-request'),
        breaks: ids,
      }),
    ).toMatchObject({ status: 'wait' });
    // Without deploy.approve the approvals stay.
    expect(
      findBrokenGates(
        facts({
          ...held,
          breaks: ids,
          permissions: { ...may, approve: false },
        }),
      ).sort(),
    ).toEqual(['freeze', 'soak']);
  });

  it('names the operation that is first', () => {
    const activeOperation: Operation = {
      id: '7',
      kind: 'promote',
      entityRef: 'component:default/payments',
      environment: 'qa',
      to: { version: 'v3', image: testImage(3) },
      requestedBy: 'user:default/sre',
      channel: 'ui',
      state: 'applying',
      correlationId: '7',
      requestedAt: '',
      updatedAt: '',
      deadline: '2026-06-01T12:15:00.000Z',
    };
    expect(gateOf('one-at-a-time', { activeOperation })).toMatchObject({
      status: 'fail',
      clearsAt: '2026-06-01T12:15:00.000Z',
      clearedBy: expect.stringContaining('operation 7'),
    });
  });
});

describe('evaluateExecutionGates', () => {
  it('C20: asks everything again that may have changed since the request', () => {
    expect(
      evaluateExecutionGates(executionFacts()).map(gate => gate.status),
    ).not.toContain('fail');
    expect(executionGateOf('freeze', { freezes: [freeze()] })?.status).toBe(
      'fail',
    );
    expect(
      executionGateOf('permission', { permissions: { ...may, action: false } })
        ?.reason,
    ).toContain("'user:default/developer' may no longer promote in 'qa'");
    const skips = { skipped: ['staging'] };
    expect(executionGateOf('skip-permission', skips)?.status).toBe('pass');
    expect(
      executionGateOf('skip-permission', {
        ...skips,
        permissions: { ...may, skip: false },
      })?.status,
    ).toBe('fail');
    expect(
      executionGateOf('soak', {
        soak: { environment: 'development', seconds: 60, since: now },
      })?.status,
    ).toBe('fail');
    expect(
      executionGateOf('manifest-unchanged', {
        template: { seen: 't1', now: 't2' },
      })?.status,
    ).toBe('fail');
    expect(
      executionGateOf('version-present', { presence: { state: 'missing' } })
        ?.status,
    ).toBe('fail');
  });

  it('C20: keeps to the gates whose glass was broken, and to no others', () => {
    const broken: Partial<ExecutionFacts> = {
      freezes: [freeze()],
      permissions: may,
    };
    expect(
      executionGateOf('freeze', { ...broken, breaks: ['freeze'] })?.status,
    ).toBe('pass');
    expect(
      executionGateOf('freeze', { ...broken, breaks: ['soak'] })?.status,
    ).toBe('fail');
  });

  it('C20: refuses what asked nobody when somebody must be asked by now', () => {
    for (const mode of ['approvals', 'pull-request'] as const) {
      expect(
        executionGateOf('approvals', {
          environment: environment('qa', mode),
          mode: 'direct',
        })?.status,
      ).toBe('fail');
    }
    expect(
      executionGateOf('approvals', {
        environment: environment('qa', 'approvals'),
        mode: 'direct',
        breaks: ['approvals'],
      })?.status,
    ).toBe('pass');
  });

  it('waits until enough people approved', () => {
    const status = (by: string[]) =>
      executionGateOf('approvals', {
        environment: environment('qa', 'approvals'),
        mode: 'approvals',
        approvals: { required: 2, by },
      })?.status;
    expect(status(['user:default/a'])).toBe('wait');
    expect(status(['user:default/a', 'user:default/b'])).toBe('pass');
    // The configuration asks for none any more: what was promised at the request still holds.
    expect(
      executionGateOf('approvals', {
        mode: 'approvals',
        approvals: { required: 2, by: [] },
      })?.status,
    ).toBe('wait');
  });
});
