import { z } from 'zod';
import { KubernetesObject } from '../../kubernetes';
import { findCondition } from '../conditions';
import { getFieldPath } from './fieldPath';

/** How a composition says when a resource is ready. */
export const readinessCheck = z.looseObject({
  type: z.enum([
    'None',
    'NonEmpty',
    'MatchString',
    'MatchInteger',
    'MatchTrue',
    'MatchFalse',
    'MatchCondition',
  ]),
  fieldPath: z.string().optional(),
  matchString: z.string().optional(),
  matchInteger: z.number().optional(),
  matchCondition: z
    .looseObject({ type: z.string(), status: z.string() })
    .optional(),
});

type ReadinessCheck = z.infer<typeof readinessCheck>;

function passes(check: ReadinessCheck, object: KubernetesObject): boolean {
  const value = check.fieldPath
    ? getFieldPath(object, check.fieldPath)
    : undefined;
  switch (check.type) {
    case 'None':
      return true;
    case 'NonEmpty':
      return value !== undefined && value !== '';
    case 'MatchString':
      return value === check.matchString;
    case 'MatchInteger':
      return value === check.matchInteger;
    case 'MatchTrue':
      return value === true;
    case 'MatchFalse':
      return value === false;
    default: {
      const { type = 'Ready', status = 'True' } = check.matchCondition ?? {};
      return findCondition(object, type)?.status === status;
    }
  }
}

/** True when every check passes; without checks the condition `Ready` decides. */
export function isComposedReady(
  checks: ReadinessCheck[] | undefined,
  object: KubernetesObject,
): boolean {
  return checks === undefined || checks.length === 0
    ? findCondition(object, 'Ready')?.status === 'True'
    : checks.every(check => passes(check, object));
}
