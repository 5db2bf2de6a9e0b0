import { isDeepStrictEqual } from 'node:util';
import { JsonObject, JsonValue } from '@backstage/types';
import {
  CompositeResourceDefinition,
  isImmutableRule,
  isJsonObject,
  OrderManifest,
  specSchema,
} from '@openportal/plugin-crossplane-common';
import { fillDefaults } from './fillDefaults';
import { excessOf } from './orderLimits';
import { ManifestProblem } from './validateManifest';

/**
 * Fields that an update changes although their XRD says by the rule `self == oldSelf` that they stay as they were
 * ordered. Other rules on changes are left to the dry run, and so are manifests with more defaults than `checkManifest`
 * looks at.
 *
 * @param xrd - the XRD at the version of both manifests
 * @param before - the manifest as it is in git
 * @param after - the manifest as it would be
 * @public
 */
export function findImmutableChanges(
  xrd: CompositeResourceDefinition,
  before: OrderManifest,
  after: OrderManifest,
): ManifestProblem[] {
  const schema = specSchema(xrd.current);
  if (!schema || excessOf(before.spec) || excessOf(after.spec)) {
    // What is too large is a problem of its own, see `checkManifest`.
    return [];
  }
  const filledBefore = withDefaults(schema, before.spec);
  const filledAfter = withDefaults(schema, after.spec);
  const problems: ManifestProblem[] = [];
  compare(schema, filledBefore, filledAfter, 'spec', problems);
  return problems;
}

function compare(
  schema: JsonObject,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: string,
  problems: ManifestProblem[],
): void {
  if (before === undefined || after === undefined) {
    // The rule speaks of values that were there before and still are.
    return;
  }
  const immutable = immutableRule(schema);
  if (immutable && !isDeepStrictEqual(before, after)) {
    problems.push({
      path,
      message: `${path} cannot be changed after it was ordered (${
        immutable.message ?? immutable.rule
      }): it is ${shorten(before)}`,
    });
    return;
  }
  if (isJsonObject(before) && isJsonObject(after)) {
    for (const key of Object.keys(before)) {
      const child = childSchema(schema, key);
      if (child && Object.hasOwn(after, key)) {
        compare(child, before[key], after[key], `${path}.${key}`, problems);
      }
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    compareItems(schema, before, after, path, problems);
  }
}

/** Items correspond by the keys of the list, as in Kubernetes; where there are no keys, no rule on items applies. */
function compareItems(
  schema: JsonObject,
  before: JsonValue[],
  after: JsonValue[],
  path: string,
  problems: ManifestProblem[],
): void {
  const keys = schema['x-kubernetes-list-map-keys'];
  const { items } = schema;
  if (!Array.isArray(keys) || !isJsonObject(items)) {
    return;
  }
  const identify = (item: JsonValue) =>
    JSON.stringify(
      keys.map(key => (isJsonObject(item) ? item[String(key)] : undefined)),
    );
  const next = new Map(after.map(item => [identify(item), item]));
  for (const item of before) {
    const identity = identify(item);
    const itemPath = `${path}[${identity}]`;
    compare(items, item, next.get(identity), itemPath, problems);
  }
}

function immutableRule(
  schema: JsonObject,
): { rule: string; message?: string } | undefined {
  const rules = schema['x-kubernetes-validations'];
  for (const item of Array.isArray(rules) ? rules : []) {
    if (
      isJsonObject(item) &&
      typeof item.rule === 'string' &&
      isImmutableRule({ rule: item.rule })
    ) {
      return {
        rule: item.rule,
        ...(typeof item.message === 'string' ? { message: item.message } : {}),
      };
    }
  }
  return undefined;
}

function childSchema(schema: JsonObject, key: string): JsonObject | undefined {
  const { properties, additionalProperties } = schema;
  const child =
    isJsonObject(properties) && Object.hasOwn(properties, key)
      ? properties[key]
      : additionalProperties;
  return isJsonObject(child) ? child : undefined;
}

function withDefaults(
  schema: JsonObject,
  spec: JsonValue | undefined,
): JsonValue | undefined {
  const filled = structuredClone(spec ?? {});
  return fillDefaults(schema, filled) ? filled : undefined;
}

function shorten(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
