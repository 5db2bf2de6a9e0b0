import { JsonObject, JsonValue } from '@backstage/types';
import {
  CompositeResourceDefinition,
  isImmutableRule,
  isJsonObject,
} from '@openportal/plugin-crossplane-common';

/**
 * Whether the schema of an XRD has rules (CEL) on orders that only a cluster can check: all of them except
 * `self == oldSelf`, which `findImmutableChanges` checks.
 *
 * @param xrd - the XRD at the version of the order
 */
export function hasClusterRules({
  current,
}: Pick<CompositeResourceDefinition, 'current'>): boolean {
  // An XRD is as deep as its author likes: no recursion.
  const open: Array<JsonValue | undefined> = ownParts(current.schema ?? {});
  while (open.length > 0) {
    const value = open.pop();
    if (Array.isArray(value)) {
      open.push(...value);
    } else if (typeof value === 'object' && value !== null) {
      if (hasRules(value)) {
        return true;
      }
      open.push(...Object.values(value));
    }
  }
  return false;
}

/** Nobody orders a status. */
function ownParts(schema: JsonObject): JsonValue[] {
  const { properties, ...root } = schema;
  const { status: _, ...ordered } = isJsonObject(properties) ? properties : {};
  return [root as JsonObject, ordered as JsonObject];
}

function hasRules(schema: JsonObject): boolean {
  const rules = schema['x-kubernetes-validations'];
  return (
    Array.isArray(rules) &&
    rules.some(
      item =>
        !isJsonObject(item) ||
        typeof item.rule !== 'string' ||
        !isImmutableRule({ rule: item.rule }),
    )
  );
}
