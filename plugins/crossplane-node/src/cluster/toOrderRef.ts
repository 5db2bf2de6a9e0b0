import { InputError } from '@backstage/errors';
import {
  CLUSTER_SCOPED,
  isDnsLabel,
  isDnsSubdomain,
  OrderRef,
} from '@openportal/plugin-crossplane-common';

/**
 * Names of an order as somebody sent them, before anything was looked up.
 *
 * @public
 */
export interface OrderTargetInput {
  cluster: string;
  xrd: string;
  name: string;
  /** Left out, or empty, for kinds that live in no namespace. */
  namespace?: string;
}

/**
 * Checks names by RFC 1123 before they get near a path, a URL or a manifest.
 *
 * @throws InputError that quotes the name and says the rule
 * @public
 */
export function toOrderRef(input: OrderTargetInput): OrderRef {
  const namespace = input.namespace || CLUSTER_SCOPED;
  for (const [field, value] of [
    ['name', input.name],
    ['namespace', namespace],
  ]) {
    if (!isDnsLabel(value)) {
      throw new InputError(
        `The ${field} ${JSON.stringify(
          value.slice(0, 80),
        )} is not valid: use up to 63 lower case letters, digits and inner dashes`,
      );
    }
  }
  if (!isDnsSubdomain(input.xrd)) {
    throw new InputError(
      `The XRD ${JSON.stringify(
        input.xrd.slice(0, 80),
      )} is not valid: use its name in the cluster, <plural>.<group>`,
    );
  }
  return {
    cluster: input.cluster,
    namespace,
    xrd: input.xrd,
    name: input.name,
  };
}
