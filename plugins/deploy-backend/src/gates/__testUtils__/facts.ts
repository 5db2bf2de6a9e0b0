import {
  Environment,
  EnvironmentState,
} from '@openportal/plugin-deploy-common';
import { newOperation, testImage } from '../../__testUtils__/newOperation';
import { FreezeWindow } from '../../config/DeployConfig';
import { toEnvironmentState } from '../../states/toEnvironmentState';
import { ExecutionFacts, GateFacts } from '../GateFacts';

/** The moment of the gate tests. */
export const now = new Date('2026-06-01T12:00:00Z');

/** An environment with a protection. */
export function environment(
  name: string,
  mode: Environment['protection']['mode'] = 'none',
): Environment {
  return {
    name,
    title: name,
    aliases: [],
    protection: {
      mode,
      approvals: mode === 'none' ? 0 : 2,
      excludeRequester: true,
      rollback: 'same',
      mergeWhenApproved: true,
    },
  };
}

/** The state of an environment in which an image is written and runs. */
export function state(
  name: string,
  image: string,
  health: EnvironmentState['health'] = 'healthy',
): EnvironmentState {
  return toEnvironmentState({
    target: { ...newOperation().settings.target, environment: name },
    stored: {
      environment: name,
      desired: { image, revision: 'r1', template: 't1' },
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

/** A promotion from development to qa with which everything is right. */
export function facts(overrides: Partial<GateFacts> = {}): GateFacts {
  return {
    action: 'promote',
    environment: environment('qa'),
    target: state('qa', testImage(1)),
    source: {
      environment: environment('development'),
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
    presence: { state: 'present', digest: digestOf(2) },
    freezes: [],
    template: { now: 't1' },
    breaks: [],
    now,
    ...overrides,
  };
}

/** The same promotion at the moment of its execution. */
export function executionFacts(
  overrides: Partial<ExecutionFacts> = {},
): ExecutionFacts {
  const { action, permissions, image, presence } = facts();
  return {
    action,
    environment: environment('qa'),
    permissions,
    image,
    presence,
    skipped: [],
    freezes: [],
    template: { seen: 't1', now: 't1' },
    breaks: [],
    now,
    requestedBy: 'user:default/developer',
    mode: 'direct',
    ...overrides,
  };
}

/** The digest of {@link testImage}. */
export function digestOf(number: number): string {
  return testImage(number).split('@')[1];
}

/** A freeze of qa over the moment of the tests. */
export function freeze(overrides: Partial<FreezeWindow> = {}): FreezeWindow {
  const period = {
    startsAt: new Date('2026-05-01T00:00:00Z'),
    endsAt: new Date('2026-07-01T00:00:00Z'),
  };
  return {
    name: 'Year end',
    environments: ['qa'],
    periods: (from, to) =>
      period.endsAt > from && period.startsAt < to ? [period] : [],
    reason: 'Nobody is in the office',
    includeRollbacks: false,
    ...overrides,
  };
}
