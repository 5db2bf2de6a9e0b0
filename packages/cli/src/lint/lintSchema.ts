import { JsonObject } from '@backstage/types';
import {
  CompositeResourceDefinition,
  crossplaneSpecFields,
} from '@openportal/plugin-crossplane-common';
import { errorAt, Finding, warningAt } from './Finding';
import { isObject, quote, toObject } from './json';
import { lintDefault } from './lintDefault';
import { lintExtensions } from './lintExtensions';
import { lintJunctors } from './lintJunctors';
import { lintKeywords } from './lintKeywords';
import { RuleContext } from './lintRules';

const FORBIDDEN = new Set([
  '$ref',
  '$schema',
  'additionalItems',
  'const',
  'contains',
  'definitions',
  'dependencies',
  'deprecated',
  'discriminator',
  'id',
  'patternProperties',
  'readOnly',
  'writeOnly',
  'xml',
]);
const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
/** What Crossplane itself writes into the status of composite resources and claims. */
const STATUS_FIELDS = ['conditions', 'connectionDetails', 'crossplane'];
const ROOT_FIELDS = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

/**
 * Checks a schema by the rules of Kubernetes for structural schemas.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function lintSchema(
  schema: unknown,
  path: string,
  xrd: Pick<CompositeResourceDefinition, 'scope'> | undefined,
  context: RuleContext,
): Finding[] {
  return [
    ...lintNode(schema, path, context),
    ...lintRoot(toObject(schema), path, xrd),
  ];
}

function lintRoot(
  schema: JsonObject,
  path: string,
  xrd: Pick<CompositeResourceDefinition, 'scope'> | undefined,
): Finding[] {
  const properties = toObject(schema.properties);
  const spec = toObject(toObject(properties.spec).properties);
  const status = toObject(toObject(properties.status).properties);
  const replaced = [
    ...(xrd ? crossplaneSpecFields(xrd) : [])
      .filter(name => Object.hasOwn(spec, name))
      .map(name => `spec.properties.${name}`),
    ...STATUS_FIELDS.filter(name => Object.hasOwn(status, name)).map(
      name => `status.properties.${name}`,
    ),
  ];
  return [
    ...(schema.type === undefined || schema.type === 'object'
      ? []
      : [
          errorAt(
            `${path}.type`,
            `is ${quote(schema.type)}: the schema of a resource is an object`,
          ),
        ]),
    ...Object.keys(properties)
      .filter(name => !ROOT_FIELDS.includes(name))
      .map(name =>
        warningAt(
          `${path}.properties.${name}`,
          'is left out by Crossplane: only spec and status are taken',
        ),
      ),
    ...(Object.hasOwn(properties, 'spec')
      ? []
      : [
          warningAt(
            `${path}.properties.spec`,
            'is missing: the form is one field for YAML',
          ),
        ]),
    // Neither the XRD nor the resource is refused for them.
    ...replaced.map(field =>
      warningAt(
        `${path}.properties.${field}`,
        "is replaced by Crossplane's own field of that name: what is written here has no effect, and no order sets it",
      ),
    ),
  ];
}

function lintNode(
  schema: unknown,
  path: string,
  context: RuleContext,
): Finding[] {
  if (!isObject(schema)) {
    return [errorAt(path, `is ${quote(schema)}: it must be a schema`)];
  }
  return [
    ...Object.keys(schema)
      .filter(keyword => FORBIDDEN.has(keyword))
      .map(keyword =>
        errorAt(`${path}.${keyword}`, 'is not possible in Kubernetes'),
      ),
    ...lintType(schema, path),
    ...lintChildren(schema, path, context),
    ...lintKeywords(schema, path),
    ...lintExtensions(schema, path, context),
    ...lintJunctors(schema, path),
    ...(schema.default === undefined ? [] : lintDefault(schema, path)),
  ];
}

function lintType(schema: JsonObject, path: string): Finding[] {
  const intOrString = schema['x-kubernetes-int-or-string'] === true;
  const free = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (schema.type === undefined) {
    return intOrString || free || '$ref' in schema
      ? []
      : [errorAt(`${path}.type`, 'is missing: every field needs a type')];
  }
  if (intOrString) {
    return [
      errorAt(
        `${path}.type`,
        'does not go with x-kubernetes-int-or-string: true',
      ),
    ];
  }
  return TYPES.includes(String(schema.type))
    ? []
    : [
        errorAt(
          `${path}.type`,
          `is ${quote(schema.type)}: it must be one of ${TYPES.join(', ')}`,
        ),
      ];
}

function lintChildren(
  schema: JsonObject,
  path: string,
  context: RuleContext,
): Finding[] {
  const inFields =
    schema['x-kubernetes-map-type'] === 'atomic'
      ? { ...context, uncorrelated: context.uncorrelated ?? path }
      : context;
  const { properties, additionalProperties, items } = schema;
  const both =
    properties !== undefined && additionalProperties !== undefined
      ? [
          errorAt(
            `${path}.additionalProperties`,
            'does not go with properties: it must be one of them',
          ),
        ]
      : [];
  const children =
    properties === undefined || isObject(properties)
      ? Object.entries(properties ?? {}).flatMap(([name, child]) =>
          lintNode(child, `${path}.properties.${name}`, inFields),
        )
      : [
          errorAt(
            `${path}.properties`,
            `is ${quote(properties)}: it must be an object`,
          ),
        ];
  const values = isObject(additionalProperties)
    ? lintNode(additionalProperties, `${path}.additionalProperties`, context)
    : [];
  const closed =
    additionalProperties === false
      ? [
          errorAt(
            `${path}.additionalProperties`,
            'is false: Kubernetes drops unknown fields anyway',
          ),
        ]
      : [];
  return [
    ...both,
    ...children,
    ...values,
    ...closed,
    ...lintItems(
      schema.type,
      items,
      `${path}.items`,
      schema['x-kubernetes-list-type'] === 'map'
        ? context
        : { ...context, uncorrelated: context.uncorrelated ?? path },
    ),
  ];
}

function lintItems(
  type: JsonObject[string],
  items: JsonObject[string],
  path: string,
  context: RuleContext,
): Finding[] {
  if (items === undefined) {
    return type === 'array'
      ? [errorAt(path, 'is missing: a list needs the schema of its items')]
      : [];
  }
  if (type !== undefined && type !== 'array') {
    return [errorAt(path, `does not go with type ${String(type)}`)];
  }
  return lintNode(items, path, context);
}
