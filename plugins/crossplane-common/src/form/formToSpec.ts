import { JsonArray, JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject, jsonEquals, ownValue, setOwn } from '../json';
import { isExact } from './defaults';
import { FormNode } from './formNode';
import { FormValueError } from './FormValueError';
import { textToIntOrString } from './intOrString';
import { planForm } from './planForm';
import { toFormValue } from './specToForm';
import { fromYamlText, refuseLargeIntegers } from './yamlText';

/**
 * Turns the values of a form made by `schemaToForm` into the part of the manifest that the user set.
 *
 * @remarks
 * - YAML fields become data, an int-or-string becomes a number where it is one.
 * - Values that equal the default of the schema are left out: the cluster sets them.
 * - Empty objects and lists are left out, except where the cluster takes them for something else than
 *   nothing: required ones, items of lists and maps, and objects whose fields have defaults.
 * - `null` is left out, as the cluster does for fields that are not nullable. It stays where a field is
 *   nullable and nothing would mean something else: fields with a default, required fields, and items
 *   of lists and maps.
 *
 * Plain data of the same shape is taken too, under the names of the schema, and so is YAML text in the
 * place of any object or list: a form that had no room for the fields asks for that.
 *
 * @param schema - The OpenAPI schema that the form was made from
 * @param values - The values of the form
 * @param options - `otherVersions`: the schemas of the other versions that the form offers. A form keeps what
 *   people gave for a version when they choose another one, and does not show it any more; such values are
 *   left out. A field that no version has is kept, so that validation refuses it by its name.
 * @returns the data; `undefined` when nothing was set
 * @throws a {@link FormValueError} with the path of a value that cannot be part of a manifest
 *
 * @public
 */
export function formToSpec(
  schema: JsonObject | undefined,
  values: JsonValue | undefined,
  options: { otherVersions?: Array<JsonObject | undefined> } = {},
): JsonValue | undefined {
  const node = planForm(schema);
  const others = (options.otherVersions ?? []).map(planForm);
  const spec = toSpecValue(node, values, { path: 'spec', others });
  const isEmpty = isJsonObject(spec) && Object.keys(spec).length === 0;
  return isEmpty && node.presence === 'plain' && !fillsItself(node)
    ? undefined
    : spec;
}

/** Where a value is: for errors, and in the forms of the other versions. */
interface Place {
  path: string;
  others: FormNode[];
}

/** The data of one planned node, or `undefined` when it is left out. */
function toSpecValue(
  node: FormNode,
  value: JsonValue | undefined,
  place: Place,
): JsonValue | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (value === null) {
    return nullIsData(node) ? null : undefined;
  }
  if (isExplicitNull(node, value)) {
    return null;
  }
  const decoded = decode(node, value, place);
  if (decoded === undefined || node.inCollection) {
    return decoded;
  }
  if (decoded === null && !node.keepsNull) {
    return undefined;
  }
  if (node.byDefault !== undefined) {
    return isDefault(node, decoded, place.path) ? undefined : decoded;
  }
  const isKept = node.required || node.presence === 'optional';
  return !isKept && isEmptyComposite(node, decoded) ? undefined : decoded;
}

function isExplicitNull(node: FormNode, value: JsonValue): boolean {
  return (
    node.presence === 'orNull' &&
    isJsonObject(value) &&
    Object.keys(value).length === 0
  );
}

/** A part that the form leaves out is null there, and absent unless it has to be there. */
function nullIsData(node: FormNode): boolean {
  return (
    node.keepsNull &&
    (node.presence !== 'optional' || node.required || node.inCollection)
  );
}

function isDefault(node: FormNode, decoded: JsonValue, path: string): boolean {
  if (node.byDefault === null || decoded === null) {
    return node.byDefault === decoded;
  }
  if (node.byDefault === undefined || !isExact(node, node.byDefault)) {
    return false;
  }
  // Compared without what the fields inside have by default anyway.
  const byDefault = toFormValue(node, node.byDefault);
  return (
    byDefault !== undefined &&
    jsonEquals(decode(node, byDefault, { path, others: [] }), decoded)
  );
}

function isEmptyComposite(node: FormNode, value: JsonValue): boolean {
  if (node.kind === 'yaml') {
    return false;
  }
  return Array.isArray(value)
    ? value.length === 0
    : isJsonObject(value) && Object.keys(value).length === 0;
}

/** True when the fields of the root have defaults, so that the cluster makes more of an empty one. */
function fillsItself(node: FormNode): boolean {
  return (
    node.kind === 'object' &&
    node.fields.some(
      ({ node: field }) =>
        field.byDefault !== undefined || (field.required && fillsItself(field)),
    )
  );
}

function decode(
  node: FormNode,
  value: JsonValue,
  place: Place,
): JsonValue | undefined {
  const { path } = place;
  switch (node.kind) {
    case 'intOrString': {
      const decoded = textToIntOrString(value);
      refuseLargeIntegers(decoded, path);
      return decoded;
    }
    case 'yaml':
      return fromYamlText(value, path);
    case 'scalar':
      // A cluster takes any other number for a double as well.
      if (node.type !== 'number') {
        refuseLargeIntegers(value, path);
      }
      return value;
    case 'variants':
      refuseLargeIntegers(value, path);
      return value;
    case 'object':
      return isJsonObject(value)
        ? decodeObject(node, value, place)
        : fromYamlText(value, path);
    case 'map':
      return isJsonObject(value)
        ? decodeMap(node, value, place)
        : fromYamlText(value, path);
    case 'list':
      return Array.isArray(value)
        ? decodeList(node, value, place)
        : fromYamlText(value, path);
    default:
      return value;
  }
}

function decodeObject(
  node: Extract<FormNode, { kind: 'object' }>,
  value: JsonObject,
  { path, others }: Place,
): JsonObject {
  const result: JsonObject = {};
  const seen = new Set<string>();
  for (const { name, key, node: field } of node.fields) {
    // Plain data comes under the names of the schema.
    const given = Object.hasOwn(value, key) ? key : name;
    if (!Object.hasOwn(value, given)) {
      // Thousands of items may leave out hundreds of fields each.
      continue;
    }
    seen.add(given);
    const decoded = toSpecValue(field, ownValue(value, given), {
      path: `${path}.${name}`,
      others: others.flatMap(other => fieldOf(other, key) ?? []),
    });
    if (decoded !== undefined) {
      setOwn(result, name, decoded);
    }
  }
  for (const [name, child] of Object.entries(value)) {
    if (seen.has(name) || child === undefined || child === null) {
      continue;
    }
    if (name === node.rest?.key) {
      addRest(result, child, node.fields, `${path}.${name}`);
    } else if (!others.some(other => hasKey(other, name))) {
      // Fields that the schema does not know are kept: validation refuses them by name.
      refuseLargeIntegers(child, `${path}.${name}`);
      setOwn(result, name, child);
    }
  }
  return result;
}

/** The field with this key in the form of another version. */
function fieldOf(node: FormNode, key: string): FormNode | undefined {
  return node.kind === 'object'
    ? node.fields.find(field => field.key === key)?.node
    : undefined;
}

/** True for a key that the form of another version gives values. */
function hasKey(node: FormNode, key: string): boolean {
  return (
    node.kind === 'object' &&
    (node.rest?.key === key || fieldOf(node, key) !== undefined)
  );
}

function addRest(
  result: JsonObject,
  text: JsonValue,
  fields: Array<{ name: string }>,
  path: string,
): void {
  const rest = fromYamlText(text, path);
  if (rest === undefined || rest === null) {
    return;
  }
  if (!isJsonObject(rest)) {
    throw new FormValueError(
      path,
      'this must be YAML with the names and values of fields',
    );
  }
  for (const [name, child] of Object.entries(rest)) {
    if (fields.some(field => field.name === name)) {
      throw new FormValueError(
        path,
        `'${name}' has a field of its own in the form; set it there`,
      );
    }
    setOwn(result, name, child ?? null);
  }
}

function decodeMap(
  node: Extract<FormNode, { kind: 'map' }>,
  value: JsonObject,
  { path, others }: Place,
): JsonObject {
  const result: JsonObject = {};
  for (const [name, child] of Object.entries(value)) {
    const place: Place = {
      path: `${path}.${name}`,
      others: others.flatMap(other =>
        other.kind === 'map' ? other.values : [],
      ),
    };
    const decoded = toSpecValue(node.values, child, place);
    if (decoded !== undefined) {
      setOwn(result, name, decoded);
    } else if (node.values.kind === 'yaml' && child !== undefined) {
      throw new FormValueError(
        place.path,
        'this needs a value, such as {}; remove the entry if it has none',
      );
    }
  }
  return result;
}

function decodeList(
  node: Extract<FormNode, { kind: 'list' }>,
  value: JsonArray,
  { path, others }: Place,
): JsonArray {
  const itemsOfOthers = others.flatMap(other =>
    other.kind === 'list' ? other.items : [],
  );
  return value.flatMap((item, index) => {
    const decoded = toSpecValue(node.items, item, {
      path: `${path}[${index}]`,
      others: itemsOfOthers,
    });
    return decoded === undefined ? [] : [decoded];
  });
}
