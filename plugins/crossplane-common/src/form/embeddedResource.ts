import { JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject, ownValue } from '../json';
import { requiredNames } from './schemaKeywords';

const TEXT: JsonObject = { type: 'string', minLength: 1 };
const TEXTS: JsonObject = {
  type: 'object',
  additionalProperties: { type: 'string' },
};
const METADATA: JsonObject = {
  name: { type: 'string' },
  namespace: { type: 'string' },
  labels: TEXTS,
  annotations: TEXTS,
};
/** What a cluster takes restrictions for; it refuses an XRD with others. */
const RESTRICTED_METADATA = ['name', 'generateName'];

/** True for a resource that is a part of another one. */
export function isEmbeddedResource(schema: JsonObject): boolean {
  return ownValue(schema, 'x-kubernetes-embedded-resource') === true;
}

/**
 * The schema of an embedded resource with what every resource has: a cluster keeps and checks `apiVersion`,
 * `kind` and `metadata` even where the schema does not name them (Kubernetes, "Extend the Kubernetes API
 * with CustomResourceDefinitions", RawExtension).
 */
export function withResourceFields(schema: JsonObject): JsonObject {
  const properties = ownValue(schema, 'properties');
  if (
    !isEmbeddedResource(schema) ||
    !isJsonObject(properties) ||
    !Object.keys(properties).length
  ) {
    return schema;
  }
  const own = (name: string): JsonObject => {
    const value = ownValue(properties, name);
    return isJsonObject(value) ? value : {};
  };
  const { apiVersion: _a, kind: _k, metadata: _m, ...others } = properties;
  const fields: Array<[string, JsonValue | undefined]> = [
    ['apiVersion', { ...TEXT, ...own('apiVersion') }],
    ['kind', { ...TEXT, ...own('kind') }],
    ['metadata', metadataSchema(own('metadata'))],
    ...Object.entries(others),
  ];
  return {
    ...schema,
    required: [...new Set(['apiVersion', 'kind', ...requiredNames(schema)])],
    properties: Object.fromEntries(
      fields.filter(
        (field): field is [string, JsonValue] => field[1] !== undefined,
      ),
    ),
  };
}

/** Metadata are what they are in every resource: a schema can say more of the two names only. */
function metadataSchema(own: JsonObject): JsonObject {
  const properties = ownValue(own, 'properties');
  const restricted = RESTRICTED_METADATA.flatMap(name => {
    const value = isJsonObject(properties) && ownValue(properties, name);
    return value ? [[name, value] as const] : [];
  });
  const { additionalProperties: _, ...others } = own;
  return {
    ...others,
    type: 'object',
    properties: { ...METADATA, ...Object.fromEntries(restricted) },
    // Finalizers, owners and what else a resource may have.
    'x-kubernetes-preserve-unknown-fields': true,
  };
}
