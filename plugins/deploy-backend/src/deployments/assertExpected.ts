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
  /** `from` is null where nothing was there. */
  expected?: { from?: string | null; to?: string; template?: string };
};

/**
 * Refuses a request whose author saw something else than is there now, with what changed.
 */
export function assertExpected(request: Expectations, plan: ActionPlan): void {
  const from = plan.facts.target.desired?.image;
  const to = plan.facts.image;
  const changed: ChangedValue[] = [];
  const { expected } = request;
  const template = plan.facts.target.desired?.template;
  if (expected?.from === null && from !== undefined) {
    changed.push({ field: 'from', actual: from });
  }
  if (typeof expected?.from === 'string' && !isMeant(from, expected.from)) {
    changed.push({ field: 'from', expected: expected.from, actual: from });
  }
  if (expected?.to !== undefined && !isMeant(to, expected.to)) {
    changed.push({ field: 'to', expected: expected.to, actual: to });
  }
  if (expected?.template !== undefined && expected.template !== template) {
    changed.push({
      field: 'manifest',
      expected: expected.template,
      actual: template,
    });
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
