import { JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject, ownValue, setOwn } from '../json';
import { FormNode } from './formNode';
import { intOrStringToText } from './intOrString';
import { planForm } from './planForm';
import { toYamlText } from './yamlText';

/**
 * Turns the data of a manifest into the values of the form that `schemaToForm` makes of the same
 * schema: the inverse of `formToSpec`.
 *
 * @param schema - The OpenAPI schema that the form was made from
 * @param spec - The part of a manifest that the schema describes. What does not fit the schema is
 *   handed on as it is, so that the form can show what is wrong with it.
 * @returns the form values; `undefined` for no data
 *
 * @public
 */
export function specToForm(
  schema: JsonObject | undefined,
  spec: JsonValue | undefined,
): JsonValue | undefined {
  return toFormValue(planForm(schema), spec);
}

/** The form value of one planned node. */
export function toFormValue(
  node: FormNode,
  value: JsonValue | undefined,
): JsonValue | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (value === null) {
    return nullToForm(node);
  }
  switch (node.kind) {
    case 'intOrString':
      return intOrStringToText(value);
    case 'yaml':
      return toYamlText(value);
    case 'object':
      return isJsonObject(value) ? objectToForm(node, value) : value;
    case 'map':
      return isJsonObject(value) ? mapToForm(node, value) : value;
    case 'list':
      return Array.isArray(value)
        ? value.flatMap(item => listItem(node.items, item))
        : value;
    default:
      return value;
  }
}

function nullToForm(node: FormNode): JsonValue | undefined {
  if (!node.keepsNull) {
    return undefined;
  }
  if (node.kind === 'yaml') {
    return toYamlText(null);
  }
  // The form library replaces null by the default, so the form says "null" with an empty object.
  return node.presence === 'orNull' ? {} : null;
}

function objectToForm(
  node: Extract<FormNode, { kind: 'object' }>,
  value: JsonObject,
): JsonObject {
  const result: JsonObject = {};
  for (const { name, key, node: field } of node.fields) {
    const encoded = toFormValue(field, ownValue(value, name));
    if (encoded !== undefined) {
      setOwn(result, key, encoded);
    }
  }
  const known = new Set(node.fields.map(({ name }) => name));
  const others = Object.entries(value).filter(([name]) => !known.has(name));
  if (!others.length) {
    return result;
  }
  if (node.rest) {
    const rest: JsonObject = {};
    for (const [name, child] of others) {
      setOwn(rest, name, child ?? null);
    }
    setOwn(result, node.rest.key, toYamlText(rest));
    return result;
  }
  for (const [name, child] of others) {
    // A field that the schema does not know: validation says so by its name.
    setOwn(result, name, child ?? null);
  }
  return result;
}

function mapToForm(
  node: Extract<FormNode, { kind: 'map' }>,
  value: JsonObject,
): JsonObject {
  const result: JsonObject = {};
  for (const [name, child] of Object.entries(value)) {
    const encoded = toFormValue(node.values, child);
    if (encoded !== undefined) {
      setOwn(result, name, encoded);
    }
  }
  return result;
}

/** One item, or none: a null that the cluster would not keep. */
function listItem(node: FormNode, item: JsonValue): JsonValue[] {
  const value = toFormValue(node, item);
  return value === undefined ? [] : [value];
}
