import { z } from 'zod';
import { KubernetesObject } from '../../kubernetes';
import { findCondition } from '../conditions';
import { getFieldPath } from './fieldPath';

/** When a composed resource counts as ready, as function-patch-and-transform has it. */
export const readinessCheck = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('None') }),
  z.looseObject({
    type: z.literal('MatchCondition'),
    matchCondition: z.looseObject({ type: z.string(), status: z.string() }),
  }),
  z.looseObject({ type: z.literal('NonEmpty'), fieldPath: z.string() }),
  z.looseObject({
    type: z.literal('MatchString'),
    fieldPath: z.string(),
    matchString: z.string(),
  }),
]);

type ReadinessCheck = z.infer<typeof readinessCheck>;

const byDefault: ReadinessCheck[] = [
  {
    type: 'MatchCondition',
    matchCondition: { type: 'Ready', status: 'True' },
  },
];

/** Whether a resource passes all checks; without any it needs the condition Ready. */
export function isComposedReady(
  object: KubernetesObject,
  checks: ReadinessCheck[] = byDefault,
): boolean {
  return checks.every(check => {
    switch (check.type) {
      case 'None':
        return true;
      case 'MatchCondition':
        return (
          findCondition(object, check.matchCondition.type)?.status ===
          check.matchCondition.status
        );
      case 'NonEmpty':
        return !['', undefined].includes(
          textOf(getFieldPath(object, check.fieldPath)),
        );
      default:
        return (
          textOf(getFieldPath(object, check.fieldPath)) === check.matchString
        );
    }
  });
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}
