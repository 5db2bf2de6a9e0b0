import {
  ChangedValue,
  isSameImage,
  matchesVersion,
} from '@openportal/plugin-deploy-common';
import { ChangedSinceSeenError } from '../errors/DeployErrors';
import { ActionPlan } from './ActionPlanner';

/** What the author of a request saw, and which version they named. */
export type Expectations = {
  kind: 'promote' | 'rollback';
  target: string;
  version?: string;
  expected?: { from?: string; to?: string };
};

/**
 * Refuses a request whose author saw something else than is there now, with what changed.
 */
export function assertExpected(request: Expectations, plan: ActionPlan): void {
  const from = plan.facts.target.desired?.image;
  const to = plan.facts.image;
  const changed: ChangedValue[] = [];
  const { expected } = request;
  if (expected?.from !== undefined && !isMeant(from, expected.from)) {
    changed.push({ field: 'from', expected: expected.from, actual: from });
  }
  if (expected?.to !== undefined && !isMeant(to, expected.to)) {
    changed.push({ field: 'to', expected: expected.to, actual: to });
  }
  if (
    request.kind === 'promote' &&
    request.version !== undefined &&
    !isMeant(to, request.version)
  ) {
    changed.push({ field: 'to', expected: request.version, actual: to });
  }
  if (changed.length > 0) {
    throw new ChangedSinceSeenError({ environment: request.target, changed });
  }
}

function isMeant(image: string | undefined, text: string): boolean {
  return (
    image !== undefined &&
    (isSameImage(image, text) || matchesVersion(image, text))
  );
}
