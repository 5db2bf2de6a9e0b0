import { JsonObject } from '@backstage/types';
import { isJsonObject } from '../json';

/**
 * How a node of an OpenAPI schema is edited. `yaml` nodes are text in the form and data in the
 * manifest.
 */
export type NodeShape =
  | { shape: 'scalar'; type: 'string' | 'integer' | 'number' | 'boolean' }
  | { shape: 'intOrString' }
  | { shape: 'object'; properties: Record<string, JsonObject> }
  | { shape: 'map'; values: JsonObject }
  | { shape: 'array'; items: JsonObject }
  | { shape: 'yaml'; reason: string };

/** Names with a meaning in JavaScript or, after a dollar sign, for the catalog's placeholders. */
const UNSAFE_PROPERTY = /^(\$.*|__proto__|prototype|constructor)$/;
const MAX_DEPTH = 30;

/** Decides the shape of one node; forms and manifests are both made from this decision. */
export function classifyNode(node: unknown, depth: number): NodeShape {
  if (!isJsonObject(node)) {
    return { shape: 'yaml', reason: 'there is no schema for it' };
  }
  if (depth > MAX_DEPTH) {
    return { shape: 'yaml', reason: 'it is nested too deeply for a form' };
  }
  if ('$ref' in node) {
    return { shape: 'yaml', reason: 'its schema is a reference' };
  }
  if (isIntOrString(node)) {
    return { shape: 'intOrString' };
  }
  switch (node.type) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
      return { shape: 'scalar', type: node.type };
    case 'array':
      return isJsonObject(node.items)
        ? { shape: 'array', items: node.items }
        : { shape: 'yaml', reason: 'its items have no schema' };
    case 'object':
    case undefined:
      return classifyObject(node);
    default:
      return { shape: 'yaml', reason: 'its type is not one a form can show' };
  }
}

function isIntOrString(node: JsonObject): boolean {
  if (node['x-kubernetes-int-or-string'] === true) {
    return true;
  }
  const types = Array.isArray(node.anyOf)
    ? node.anyOf.map(option => (isJsonObject(option) ? option.type : undefined))
    : [];
  return (
    node.type === undefined &&
    types.length === 2 &&
    types.includes('integer') &&
    types.includes('string')
  );
}

function classifyObject(node: JsonObject): NodeShape {
  const { properties, additionalProperties } = node;
  if (isJsonObject(properties) && Object.keys(properties).length > 0) {
    const unsafe = Object.keys(properties).find(
      name => UNSAFE_PROPERTY.test(name) || name.includes('\u0000'),
    );
    if (unsafe !== undefined) {
      return { shape: 'yaml', reason: 'a field name cannot be part of a form' };
    }
    return {
      shape: 'object',
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, child]) => [
          name,
          isJsonObject(child) ? child : {},
        ]),
      ),
    };
  }
  if (isJsonObject(additionalProperties)) {
    return { shape: 'map', values: additionalProperties };
  }
  return {
    shape: 'yaml',
    reason:
      node['x-kubernetes-preserve-unknown-fields'] === true
        ? 'it takes any fields'
        : 'its schema names no fields',
  };
}

/** The names of `required`, whatever else stands there. */
export function requiredNames(node: JsonObject): string[] {
  return Array.isArray(node.required)
    ? node.required.filter((name): name is string => typeof name === 'string')
    : [];
}
