import { Gate, gatesAllow, GateId } from '@openportal/plugin-deploy-common';
import fc from 'fast-check';
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
import { BREAKABLE_GATES } from './breakGlass';
import {
  evaluateExecutionGates,
  evaluateGates,
  findBrokenGates,
} from './evaluateGates';
import { ExecutionFacts, GateFacts } from './GateFacts';

const health = fc.constantFrom(
  'healthy' as const,
  'progressing' as const,
  'degraded' as const,
  'missing' as const,
  'unknown' as const,
);
const image = fc.constantFrom(
  testImage(1),
  testImage(2),
  'registry.test/acme/idp-payments:latest',
  'not an image!',
);
const permissions = fc.record({
  action: fc.boolean(),
  skip: fc.boolean(),
  approve: fc.boolean(),
  freezeOverride: fc.boolean(),
});
const protectedEnvironment = fc
  .record({
    mode: fc.constantFrom(
      'none' as const,
      'pull-request' as const,
      'approvals' as const,
    ),
    approvals: fc.integer({ min: 0, max: 3 }),
    rollback: fc.constantFrom('same' as const, 'direct' as const),
  })
  .map(protection => {
    const made = environment('qa', protection.mode);
    return { ...made, protection: { ...made.protection, ...protection } };
  });
const presence = fc.constantFrom(
  { state: 'present' as const, digest: digestOf(2) },
  { state: 'missing' as const },
  { state: 'unknown' as const, reason: 'HTTP 503' },
  undefined,
);
const soak = fc.option(
  fc.record({
    environment: fc.constant('development'),
    seconds: fc.integer({ min: 1, max: 10_000 }),
    since: fc.option(
      fc
        .integer({ min: 0, max: 20_000 })
        .map(ago => new Date(now.getTime() - ago * 1000)),
      { nil: undefined },
    ),
  }),
  { nil: undefined },
);
const freezes = fc.array(
  fc.boolean().map(includeRollbacks => freeze({ includeRollbacks })),
  { maxLength: 2 },
);
const template = fc.record({
  seen: fc.constantFrom(undefined, 't1', 't2'),
  now: fc.constantFrom(undefined, 't1'),
});
const breaks = fc.subarray([...BREAKABLE_GATES]);

/** Whatever can be, also what makes no sense: every answer must be complete. */
const anyFacts: fc.Arbitrary<GateFacts> = fc
  .record({
    action: fc.constantFrom('promote' as const, 'rollback' as const),
    environment: protectedEnvironment,
    sourceImage: image,
    sourceHealth: health,
    targetImage: image,
    hasSource: fc.boolean(),
    stale: fc.boolean(),
    unreadable: fc.boolean(),
    skipped: fc.subarray(['qa', 'staging']),
    permissions,
    image: fc.option(image, { nil: undefined }),
    presence,
    freezes,
    soak,
    template,
    breaks,
    bad: fc.boolean(),
    cannotPropose: fc.constantFrom(undefined, {
      reason: 'No module',
      clearedBy: 'Who runs the portal',
    }),
    reasonGiven: fc.option(fc.boolean(), { nil: undefined }),
  })
  .map(({ hasSource, stale, unreadable, bad, ...rest }) => {
    const source = state('development', rest.sourceImage, rest.sourceHealth);
    const target = state('qa', rest.targetImage);
    source.stale = stale;
    if (unreadable) {
      target.sources.desired.error = 'HTTP 502';
    }
    return facts({
      ...rest,
      target,
      source: hasSource
        ? { environment: environment('development'), state: source }
        : undefined,
      badMark: bad
        ? {
            image: testImage(2),
            reason: 'It leaks',
            by: 'user:default/sre',
            at: now.toISOString(),
          }
        : undefined,
    });
  });

const anyExecution: fc.Arbitrary<ExecutionFacts> = fc
  .record({
    action: fc.constantFrom('promote' as const, 'rollback' as const),
    environment: protectedEnvironment,
    permissions,
    image: fc.option(image, { nil: undefined }),
    skipped: fc.subarray(['qa', 'staging']),
    presence,
    freezes,
    soak,
    template,
    breaks,
    mode: fc.constantFrom(
      'direct' as const,
      'pull-request' as const,
      'approvals' as const,
    ),
    approvals: fc.option(
      fc.record({
        required: fc.integer({ min: 1, max: 3 }),
        by: fc.subarray(['user:default/a', 'user:default/b']),
      }),
      { nil: undefined },
    ),
  })
  .map(overrides => executionFacts(overrides));

/** The gates that do not say all that they must, or that are there twice. */
function incompleteGates(gates: Gate[]): Gate[] {
  return gates.filter(
    (gate, index) =>
      gates.findIndex(({ id }) => id === gate.id) !== index ||
      gate.title === '' ||
      gate.reason === '' ||
      (gate.status !== 'pass' && !gate.clearedBy) ||
      (gate.clearsAt !== undefined &&
        !(Date.parse(gate.clearsAt) > now.getTime())),
  );
}

/** What makes a good moment worse, and never better. */
const worsenings: ((before: GateFacts) => GateFacts)[] = [
  before => ({
    ...before,
    permissions: { ...before.permissions, action: false },
  }),
  before => ({
    ...before,
    permissions: { ...before.permissions, freezeOverride: false },
  }),
  before => ({
    ...before,
    permissions: { ...before.permissions, approve: false },
  }),
  before => ({
    ...before,
    cannotPropose: { reason: 'No module', clearedBy: 'Operator' },
  }),
  before => ({ ...before, presence: { state: 'missing' } }),
  before => ({ ...before, freezes: [...before.freezes, freeze()] }),
  before => ({
    ...before,
    soak: { environment: 'development', seconds: 1e6, since: now },
  }),
  before => ({ ...before, template: { seen: 't0', now: 't1' } }),
  before => ({ ...before, breaks: [] }),
  before => ({
    ...before,
    target: {
      ...before.target,
      sources: {
        ...before.target.sources,
        desired: { error: 'HTTP 502' },
      },
    },
  }),
];

const rank: Record<Gate['status'], number> = { pass: 0, wait: 1, fail: 2 };

describe('properties of the gates', () => {
  it('answers everything completely: why, and who or what clears what does not pass', () => {
    fc.assert(
      fc.property(anyFacts, moment => {
        expect(incompleteGates(evaluateGates(moment))).toEqual([]);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(anyExecution, moment => {
        expect(incompleteGates(evaluateExecutionGates(moment))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('lets no gate pass that did not when something gets worse', () => {
    fc.assert(
      fc.property(anyFacts, fc.subarray(worsenings), (before, applied) => {
        const after = applied.reduce((moment, worse) => worse(moment), before);
        const statusAfter = new Map(
          evaluateGates(after).map(gate => [gate.id, gate.status]),
        );
        for (const gate of evaluateGates(before)) {
          expect(
            rank[statusAfter.get(gate.id) ?? 'pass'],
          ).toBeGreaterThanOrEqual(rank[gate.status]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('passes by breaking the glass only what may be broken, by whom it may be', () => {
    fc.assert(
      fc.property(anyFacts, moment => {
        const broken = findBrokenGates(moment);
        const { freezeOverride, approve } = moment.permissions;
        for (const id of broken) {
          expect(BREAKABLE_GATES).toContain(id);
          expect(moment.breaks).toContain(id);
          expect(freezeOverride).toBe(true);
        }
        expect(
          !broken.includes('approvals') ||
            (approve && moment.environment.protection.mode === 'approvals'),
        ).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('allows nothing at the execution that lacks the permission, the image or the approvals', () => {
    fc.assert(
      fc.property(anyExecution, moment => {
        const gates = evaluateExecutionGates(moment);
        const open = gates.every(gate => gate.status === 'pass');
        const { required, by } = moment.approvals ?? { required: 1, by: [] };
        const isRight =
          moment.permissions.action &&
          (moment.permissions.skip || moment.skipped.length === 0) &&
          moment.presence?.state === 'present' &&
          (moment.mode !== 'approvals' || by.length >= required);
        expect(!open || moment.image === undefined || isRight).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('says of a freeze and a soak when they end, and they do', () => {
    const ids: GateId[] = ['freeze', 'soak'];
    fc.assert(
      fc.property(anyFacts, moment => {
        const held = evaluateGates(moment).filter(
          gate => ids.includes(gate.id) && gate.status === 'fail',
        );
        for (const gate of held) {
          const after = evaluateGates({
            ...moment,
            now: new Date(gate.clearsAt ?? ''),
            // A version that is not healthy yet is healthy from now on at the earliest.
            soak: moment.soak && {
              ...moment.soak,
              since: moment.soak.since ?? moment.now,
            },
          }).find(({ id }) => id === gate.id);
          expect(after?.status).toBe('pass');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('lets through exactly what has no failing gate', () => {
    fc.assert(
      fc.property(anyFacts, moment => {
        const gates = evaluateGates(moment);
        expect(gatesAllow(gates)).toBe(
          !gates.some(gate => gate.status === 'fail'),
        );
      }),
    );
  });
});
