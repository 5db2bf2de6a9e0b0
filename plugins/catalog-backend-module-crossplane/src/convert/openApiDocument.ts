import { JsonObject, JsonValue } from '@backstage/types';
import {
  CompositeResourceDefinition,
  isJsonObject,
  toDisplayText,
  XrdVersion,
} from '@openportal/plugin-crossplane-common';

/** As long as the whole document may be: nothing is cut. */
const MAX_DESCRIPTION_LENGTH = 2 * 1024 * 1024;
const DOCUMENTATION = new Set(['description', 'example', 'examples']);

/** How much of a schema a document holds: everything, no documentation, or not even the fields. */
export type SchemaDetail = 'full' | 'fields' | 'none';

/**
 * The OpenAPI 3 document of what an XRD lets people create, in one version.
 *
 * @param detail - how much of the schema it holds
 * @returns the document as JSON text, the same for the same schema
 */
export function openApiDocument(
  xrd: CompositeResourceDefinition,
  version: XrdVersion,
  detail: SchemaDetail,
): string {
  const { kind, plural, namespaced } = xrd.orderable;
  const base = `/apis/${xrd.group}/${version.name}`;
  const path = namespaced
    ? `${base}/namespaces/{namespace}/${plural}`
    : `${base}/${plural}`;
  const content = (schema: string): JsonObject => ({
    'application/json': { schema: { $ref: `#/components/schemas/${schema}` } },
  });
  const operation = (verb: string, rest: JsonObject): JsonObject => ({
    operationId: `${verb}${kind}`,
    tags: [kind],
    ...rest,
  });
  const answer = (description: string, schema: string): JsonObject => ({
    description,
    content: content(schema),
  });
  const shared = namespaced ? [pathParameter('namespace')] : [];
  const list = `${kind}List`;
  const description = version.schema?.description;
  const document: JsonObject = {
    openapi: '3.0.3',
    info: {
      title: `${kind} (${xrd.group})`,
      version: version.name,
      ...(typeof description === 'string' && detail !== 'none'
        ? { description: toDisplayText(description) }
        : {}),
    },
    paths: {
      [path]: {
        ...(shared.length ? { parameters: shared } : {}),
        get: operation('list', {
          summary: `List ${plural}`,
          responses: { 200: answer('The list', list) },
        }),
        post: operation('create', {
          summary: `Create a ${kind}`,
          requestBody: { required: true, content: content(kind) },
          responses: { 201: answer('Created', kind) },
        }),
      },
      [`${path}/{name}`]: {
        parameters: [...shared, pathParameter('name')],
        get: operation('read', {
          summary: `Read a ${kind}`,
          responses: { 200: answer('The resource', kind) },
        }),
        delete: operation('delete', {
          summary: `Delete a ${kind}`,
          responses: { 200: { description: 'Deleted' } },
        }),
      },
    },
    components: {
      schemas: {
        [kind]: resourceSchema(xrd, version, detail),
        [list]: {
          type: 'object',
          required: ['items'],
          properties: {
            apiVersion: { type: 'string' },
            kind: { type: 'string', enum: [list] },
            metadata: { type: 'object' },
            items: {
              type: 'array',
              items: { $ref: `#/components/schemas/${kind}` },
            },
          },
        },
      },
    },
  };
  return JSON.stringify(document, toSafeText, 2);
}

function pathParameter(name: string): JsonObject {
  return { name, in: 'path', required: true, schema: { type: 'string' } };
}

function resourceSchema(
  xrd: CompositeResourceDefinition,
  version: XrdVersion,
  detail: SchemaDetail,
): JsonObject {
  const schema = version.schema ?? {};
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  return {
    type: 'object',
    ...(detail === 'full' && schema.description
      ? { description: schema.description }
      : {}),
    required: [...new Set(['apiVersion', 'kind', 'metadata', ...required])],
    properties: {
      apiVersion: { type: 'string', enum: [`${xrd.group}/${version.name}`] },
      kind: { type: 'string', enum: [xrd.orderable.kind] },
      metadata: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string' },
          ...(xrd.orderable.namespaced
            ? { namespace: { type: 'string' } }
            : {}),
        },
      },
      spec: partSchema(properties.spec, detail),
      ...(properties.status === undefined
        ? {}
        : { status: partSchema(properties.status, detail) }),
    },
  };
}

function partSchema(
  schema: JsonValue | undefined,
  detail: SchemaDetail,
): JsonObject {
  if (!isJsonObject(schema) || detail === 'none') {
    return { type: 'object', additionalProperties: true };
  }
  return detail === 'full' ? schema : withoutDocumentation(schema);
}

/** Fields that are called like a keyword stay: below `properties` stand names. */
function withoutDocumentation(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => !DOCUMENTATION.has(keyword))
      .map(([keyword, value]) => {
        if (keyword === 'properties' && isJsonObject(value)) {
          const fields = Object.entries(value).map(([name, child]) => [
            name,
            isJsonObject(child) ? withoutDocumentation(child) : child,
          ]);
          return [keyword, Object.fromEntries(fields)];
        }
        return [
          keyword,
          ['items', 'additionalProperties'].includes(keyword) &&
          isJsonObject(value)
            ? withoutDocumentation(value)
            : value,
        ];
      }),
  );
}

/**
 * Databases and browsers refuse NUL and half characters, also in escaped form. Descriptions are shown
 * as Markdown with HTML.
 */
function toSafeText(key: string, value: unknown): unknown {
  if (key === 'description' && typeof value === 'string') {
    return toDisplayText(value, MAX_DESCRIPTION_LENGTH);
  }
  return typeof value === 'string'
    ? value.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\uFFFD')
    : value;
}
