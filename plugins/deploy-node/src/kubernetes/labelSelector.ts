import { z } from 'zod';

const selectorSchema = z.object({
  matchLabels: z.record(z.string(), z.string()).optional(),
  matchExpressions: z
    .array(
      z.object({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});

type Selector = z.infer<typeof selectorSchema>;
type Expression = NonNullable<Selector['matchExpressions']>[number];

function toText({ key, operator, values = [] }: Expression): string {
  switch (operator) {
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(
        ',',
      )})`;
  }
}

/** The selector of a workload as the query of a list; undefined where there is none, which would find everything. */
export function toLabelSelector(selector: unknown): string | undefined {
  const { data } = selectorSchema.safeParse(selector);
  const parts = [
    ...Object.entries(data?.matchLabels ?? {}).map(
      ([key, value]) => `${key}=${value}`,
    ),
    ...(data?.matchExpressions ?? []).map(toText),
  ];
  return parts.length > 0 ? parts.join(',') : undefined;
}

const EQUALS = /^([A-Za-z0-9][\w./-]*)\s*={1,2}\s*([A-Za-z0-9][\w.-]*|)$/;

/**
 * The labels that a selector of equalities asks for, `app=orders,tier=web`; undefined where it asks for anything else,
 * which only the cluster can answer.
 */
export function equalityLabels(
  selector: string,
): Record<string, string> | undefined {
  const pairs = selector.split(',').map(part => EQUALS.exec(part.trim()));
  return pairs.every(pair => pair !== null)
    ? Object.fromEntries(pairs.map(([, key, value]) => [key, value]))
    : undefined;
}

/**
 * Whether an object has these labels.
 */
export function hasLabels(
  object: { metadata: { labels?: Record<string, string> } },
  labels: Record<string, string>,
): boolean {
  return Object.entries(labels).every(
    ([key, value]) => object.metadata.labels?.[key] === value,
  );
}
