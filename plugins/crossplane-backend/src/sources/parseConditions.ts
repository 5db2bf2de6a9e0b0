import { OrderCondition } from '@openportal/plugin-crossplane-common';
import { z } from 'zod';
import { withoutSecrets } from '@openportal/plugin-crossplane-node';

const conditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastTransitionTime: z.string().optional(),
});

const statusSchema = z.object({
  conditions: z.array(z.unknown()).catch([]),
});

const MAX_CONDITIONS = 20;

/** The conditions of an object's status; entries that are none are left out. */
export function parseConditions(status: unknown): OrderCondition[] {
  const parsed = statusSchema.safeParse(status);
  if (!parsed.success) {
    return [];
  }
  return parsed.data.conditions.slice(0, MAX_CONDITIONS).flatMap(item => {
    const condition = conditionSchema.safeParse(item);
    return condition.success
      ? [
          {
            ...condition.data,
            message:
              condition.data.message && withoutSecrets(condition.data.message),
          },
        ]
      : [];
  });
}

/** The condition of a type, if there is one. */
export function conditionOf(
  conditions: OrderCondition[],
  type: string,
): OrderCondition | undefined {
  return conditions.find(condition => condition.type === type);
}
