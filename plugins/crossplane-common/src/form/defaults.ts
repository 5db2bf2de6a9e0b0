import { JsonArray, JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject, ownValue } from '../json';
import { findLargeInteger } from '../yaml/findLargeInteger';
import { FormNode } from './formNode';

const MAX_DEFAULT_LENGTH = 2000;

/** The default of a node in the manifest, when it has the type of the node. */
export function defaultOf(node: FormNode): JsonValue | undefined {
  const value = ownValue(node.source, 'default');
  if (value === undefined) {
    return undefined;
  }
  if (value === null) {
    return ownValue(node.source, 'nullable') === true ? null : undefined;
  }
  return hasTypeOf(node, value) ? value : undefined;
}

function hasTypeOf(node: FormNode, value: JsonValue): boolean {
  switch (node.kind) {
    case 'scalar':
      return node.type === 'integer'
        ? Number.isInteger(value)
        : typeof value === node.type;
    case 'intOrString':
      return typeof value === 'string' || Number.isInteger(value);
    case 'object':
    case 'map':
      return isJsonObject(value);
    case 'list':
      return Array.isArray(value);
    case 'variants':
      return false;
    default:
      return true;
  }
}

/**
 * True when the form can hold the default itself. It cannot for objects, maps and lists of objects
 * that are not empty: the form library mixes such a default into every value, even one that leaves
 * parts of the default out.
 */
export function isShownDefault(node: FormNode): boolean {
  const value = node.byDefault;
  if (value === undefined || !isStorable(value) || !isExact(node, value)) {
    return false;
  }
  switch (node.kind) {
    case 'object':
      return isJsonObject(value) && saysNothing(node, value);
    case 'map':
      return isJsonObject(value) && Object.keys(value).length === 0;
    case 'list':
      return (
        Array.isArray(value) &&
        (value.length === 0 ||
          // The form library makes items of its own of nulls in a default.
          (!value.includes(null) &&
            node.items.presence === 'plain' &&
            (node.items.kind === 'scalar' ||
              node.items.kind === 'intOrString')))
      );
    default:
      return true;
  }
}

/**
 * False for a value with integers beyond ±(2^53 - 1), which were rounded when the schema was read: the default of the
 * cluster is another one. Fractions are doubles to the cluster, too.
 */
export function isExact(node: FormNode, value: JsonValue): boolean {
  return (
    (node.kind === 'scalar' && node.type === 'number') ||
    findLargeInteger(value, '') === undefined
  );
}

/** True when the default of an object sets nothing but what its fields have by default. */
function saysNothing(
  node: Extract<FormNode, { kind: 'object' }>,
  value: JsonObject,
): boolean {
  return Object.entries(value).every(([name, child]) => {
    const field = node.fields.find(candidate => candidate.name === name)?.node;
    return (
      field?.kind === 'object' &&
      field.presence === 'plain' &&
      field.byDefault !== undefined &&
      isJsonObject(child) &&
      saysNothing(field, child)
    );
  });
}

/**
 * True when a catalog can store a value and takes it for nothing else: no NUL and no half characters,
 * which databases refuse, no `$text` and the like, which the catalog would fetch, and not too large.
 */
export function isStorable(value: JsonValue): boolean {
  return (
    JSON.stringify(value).length <= MAX_DEFAULT_LENGTH && isStorablePart(value)
  );
}

function isStorablePart(value: JsonValue | undefined): boolean {
  if (typeof value === 'string') {
    return isStorableText(value);
  }
  if (Array.isArray(value)) {
    return (value as JsonArray).every(isStorablePart);
  }
  if (isJsonObject(value)) {
    return Object.entries(value).every(
      ([key, child]) =>
        !/^(\$|__proto__$)/.test(key) &&
        isStorableText(key) &&
        isStorablePart(child),
    );
  }
  return true;
}

function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && !/\p{Surrogate}/u.test(text);
}
