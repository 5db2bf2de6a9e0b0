import { InputError } from '@backstage/errors';
import {
  isDnsLabel,
  isDnsSubdomain,
} from '@openportal/plugin-crossplane-common';
import { z } from 'zod';

/** A name by RFC 1123. */
export const dnsLabel = z
  .string()
  .max(63)
  .refine(
    isDnsLabel,
    'use up to 63 lower case letters, digits and inner dashes',
  );

/** The name of an XRD. */
export const xrdName = z
  .string()
  .max(253)
  .refine(isDnsSubdomain, 'use the name of an XRD, <plural>.<group>');

/** The name of a cluster in the configuration. */
export const clusterName = z.string().min(1).max(253);

/** The parameters of an order's path. */
export const orderParams = z.object({
  cluster: clusterName,
  namespace: dnsLabel,
  xrd: xrdName,
  name: dnsLabel,
});

/** Reads a part of a request. @throws InputError that names every field and its rule */
export function parseWith<T>(schema: z.ZodType<T>, input: unknown): T {
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
