import { InputError } from '@backstage/errors';
import {
  isDnsLabel,
  isDnsSubdomain,
  OrderRef,
} from '@openportal/plugin-crossplane-common';
import { z } from 'zod';

const dnsLabel = z
  .string()
  .refine(
    isDnsLabel,
    'use up to 63 lower case letters, digits and inner dashes',
  );
const xrdName = z
  .string()
  .refine(isDnsSubdomain, 'use the name of an XRD, <plural>.<group>');
const clusterName = z.string().min(1).max(253);

const orderRefSchema = z.object({
  cluster: clusterName,
  namespace: dnsLabel,
  xrd: xrdName,
  name: dnsLabel,
});

const orderFilterSchema = z
  .object({
    cluster: clusterName.optional(),
    namespace: dnsLabel.optional(),
    xrd: xrdName.optional(),
  })
  .strict();

/** The parameters of an order's path. */
export function parseOrderParams(params: unknown): OrderRef {
  return parseWith(orderRefSchema, params);
}

/** The query of a list of orders. */
export function parseOrderFilter(
  query: unknown,
): z.infer<typeof orderFilterSchema> {
  return parseWith(orderFilterSchema, query);
}

function parseWith<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    throw new InputError(
      parsed.error.issues
        .map(issue => `${issue.path.join('.') || 'request'}: ${issue.message}`)
        .join('; '),
    );
  }
  return parsed.data;
}
