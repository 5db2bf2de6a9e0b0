import { JsonArray, JsonObject, JsonValue } from '@backstage/types';
import { parse } from 'yaml';
import { isJsonObject, jsonEquals, ownValue, setOwn } from '../json';
import { classifyNode, requiredNames } from './classifyNode';

const MAX_YAML_LENGTH = 200_000;

/**
 * A form value that cannot become part of a manifest.
 *
 * @public
 */
export class FormValueError extends Error {
  readonly path: string;

  constructor(path: string, message: string) {
    super(`${path}: ${message}`);
    this.name = 'FormValueError';
    this.path = path;
  }
}

/**
 * Turns the values of a form made by `schemaToForm` into the part of the manifest that the user set:
 * no nulls, no empty objects, no untouched defaults; YAML fields become data.
 *
 * @public
 */
export function formToSpec(
  schema: JsonObject | undefined,
  values: JsonValue | undefined,
): JsonValue | undefined {
  return toValue(schema, values, { path: 'spec', depth: 0, keep: false });
}

interface Place {
  path: string;
  depth: number;
  /** Items of lists and required objects stay even when nothing is left in them. */
  keep: boolean;
}

function toValue(
  schema: JsonObject | undefined,
  value: JsonValue | undefined,
  place: Place,
): JsonValue | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const shape = classifyNode(schema, place.depth);
  const decoded = decode(shape, schema ?? {}, value, place);
  const untouched =
    !place.keep && jsonEquals(decoded, ownValue(schema, 'default'));
  return untouched ? undefined : decoded;
}

function decode(
  shape: ReturnType<typeof classifyNode>,
  schema: JsonObject,
  value: JsonValue,
  place: Place,
): JsonValue | undefined {
  switch (shape.shape) {
    case 'intOrString':
      return typeof value === 'string' && /^-?(0|[1-9]\d{0,14})$/.test(value)
        ? Number(value)
        : value;
    case 'object':
      return isJsonObject(value)
        ? toObject(schema, shape.properties, value, place)
        : fromText(value, place);
    case 'map':
      return isJsonObject(value)
        ? toMap(shape.values, value, place)
        : fromText(value, place);
    case 'array':
      return Array.isArray(value)
        ? toArray(schema, shape.items, value, place)
        : fromText(value, place);
    case 'yaml':
      return fromText(value, place);
    default:
      return value;
  }
}

function toObject(
  schema: JsonObject,
  properties: Record<string, JsonObject>,
  value: JsonObject,
  place: Place,
): JsonObject | undefined {
  const required = requiredNames(schema);
  const result: JsonObject = {};
  for (const [name, child] of Object.entries(value)) {
    // Fields that the schema does not know are kept: validation refuses them by name.
    const known = Object.hasOwn(properties, name)
      ? properties[name]
      : undefined;
    const decoded = toValue(known ?? {}, child, {
      path: `${place.path}.${name}`,
      depth: place.depth + 1,
      keep: false,
    });
    const empty = emptyOf(child);
    if (decoded !== undefined) {
      setOwn(result, name, decoded);
    } else if (
      required.includes(name) &&
      empty !== undefined &&
      ownValue(known, 'default') === undefined
    ) {
      setOwn(result, name, empty);
    }
  }
  return Object.keys(result).length || place.keep ? result : undefined;
}

function emptyOf(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) {
    return [];
  }
  return isJsonObject(value) ? {} : undefined;
}

function toMap(
  values: JsonObject,
  value: JsonObject,
  place: Place,
): JsonObject | undefined {
  const result: JsonObject = {};
  for (const [name, child] of Object.entries(value)) {
    const decoded = toValue(values, child, {
      path: `${place.path}.${name}`,
      depth: place.depth + 1,
      keep: true,
    });
    if (decoded !== undefined) {
      setOwn(result, name, decoded);
    }
  }
  return Object.keys(result).length || place.keep ? result : undefined;
}

function toArray(
  schema: JsonObject,
  items: JsonObject,
  value: JsonArray,
  place: Place,
): JsonArray | undefined {
  const result = value.flatMap((item, index) => {
    const decoded = toValue(items, item, {
      path: `${place.path}[${index}]`,
      depth: place.depth + 1,
      keep: true,
    });
    return decoded === undefined ? [] : [decoded];
  });
  // An emptied list is a choice where the default has entries, and nothing otherwise.
  const byDefault = ownValue(schema, 'default');
  const emptied = Array.isArray(byDefault) && byDefault.length > 0;
  return result.length || emptied || place.keep ? result : undefined;
}

function fromText(value: JsonValue, place: Place): JsonValue | undefined {
  if (typeof value !== 'string') {
    return value;
  }
  if (value.length > MAX_YAML_LENGTH) {
    throw new FormValueError(
      place.path,
      `the YAML is longer than ${MAX_YAML_LENGTH} characters`,
    );
  }
  try {
    const parsed: unknown = parse(value, { maxAliasCount: 0 });
    return JSON.parse(JSON.stringify(parsed ?? null)) ?? undefined;
  } catch (error) {
    const [reason] = String(
      error instanceof Error ? error.message : error,
    ).split('\n');
    throw new FormValueError(place.path, `this is not valid YAML: ${reason}`);
  }
}
