import { JsonObject, JsonValue } from '@backstage/types';
import { errorAt, Finding } from './Finding';
import { isObject, quote, toObject } from './json';
import { lintRules, RuleContext } from './lintRules';

const SCALARS = ['string', 'integer', 'number', 'boolean'];

/** Checks the `x-kubernetes-` keywords of one node. */
export function lintExtensions(
  schema: JsonObject,
  path: string,
  context: RuleContext,
): Finding[] {
  return [
    ...lintFlags(schema, path),
    ...lintListType(schema, path),
    ...lintMapType(schema, path),
    ...lintRules(schema['x-kubernetes-validations'], path, context),
  ];
}

function lintFlags(schema: JsonObject, path: string): Finding[] {
  const preserve = schema['x-kubernetes-preserve-unknown-fields'];
  const embedded = schema['x-kubernetes-embedded-resource'];
  const properties = toObject(schema.properties);
  return [
    ...(preserve === undefined || preserve === true
      ? []
      : [
          errorAt(
            `${path}.x-kubernetes-preserve-unknown-fields`,
            `is ${quote(preserve)}: it must be true or absent`,
          ),
        ]),
    ...(embedded === true && schema.type !== 'object'
      ? [
          errorAt(
            `${path}.x-kubernetes-embedded-resource`,
            'goes with type object only',
          ),
        ]
      : []),
    ...(embedded === true &&
    preserve !== true &&
    Object.keys(properties).length === 0
      ? [
          errorAt(
            `${path}.x-kubernetes-embedded-resource`,
            'needs properties or x-kubernetes-preserve-unknown-fields: true',
          ),
        ]
      : []),
  ];
}

function lintListType(schema: JsonObject, path: string): Finding[] {
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'];
  const at = `${path}.x-kubernetes-list-type`;
  if (listType === undefined) {
    return keys === undefined
      ? []
      : [
          errorAt(
            `${path}.x-kubernetes-list-map-keys`,
            'goes with x-kubernetes-list-type: map only',
          ),
        ];
  }
  if (schema.type !== 'array') {
    return [errorAt(at, 'goes with type array only')];
  }
  switch (listType) {
    case 'atomic':
      return [];
    case 'set':
      return [
        ...lintSet(toObject(schema.items), at),
        ...lintNullable(toObject(schema.items), listType, `${path}.items`),
      ];
    case 'map':
      return [
        ...lintListMap(keys, toObject(schema.items), path),
        ...lintNullable(toObject(schema.items), listType, `${path}.items`),
      ];
    default:
      return [
        errorAt(at, `is ${quote(listType)}: it must be atomic, set or map`),
      ];
  }
}

function lintSet(items: JsonObject, at: string): Finding[] {
  const isAtomic =
    items['x-kubernetes-map-type'] === 'atomic' ||
    items['x-kubernetes-list-type'] === 'atomic';
  const isScalar =
    SCALARS.includes(String(items.type)) ||
    items['x-kubernetes-int-or-string'] === true;
  return isScalar || isAtomic
    ? []
    : [errorAt(at, 'is set, which needs items that are scalars or atomic')];
}

function lintNullable(
  items: JsonObject,
  listType: string,
  path: string,
): Finding[] {
  return items.nullable === true
    ? [
        errorAt(
          `${path}.nullable`,
          `does not go with x-kubernetes-list-type: ${listType}`,
        ),
      ]
    : [];
}

function lintListMap(
  keys: JsonValue | undefined,
  items: JsonObject,
  path: string,
): Finding[] {
  const at = `${path}.x-kubernetes-list-map-keys`;
  if (!Array.isArray(keys) || keys.length === 0) {
    return [
      errorAt(at, 'is missing: a list of type map needs the names of its keys'),
    ];
  }
  if (items.type !== 'object') {
    return [
      errorAt(
        `${path}.items`,
        'must be objects: x-kubernetes-list-type is map',
      ),
    ];
  }
  const properties = toObject(items.properties);
  const required = Array.isArray(items.required) ? items.required : [];
  return keys.flatMap((key, index) => {
    if (keys.indexOf(key) !== index) {
      return [errorAt(at, `names ${quote(key)} twice`)];
    }
    const field =
      typeof key === 'string' && Object.hasOwn(properties, key)
        ? properties[key]
        : undefined;
    if (!isObject(field)) {
      return [
        errorAt(at, `names ${quote(key)}, which is not a field of items`),
      ];
    }
    if (!SCALARS.includes(String(field.type))) {
      return [errorAt(at, `names ${quote(key)}, which is not a scalar`)];
    }
    if (field.nullable === true) {
      return [errorAt(at, `names ${quote(key)}, which must not be nullable`)];
    }
    return required.includes(key) || field.default !== undefined
      ? []
      : [
          errorAt(
            at,
            `names ${quote(key)}, which must be required or have a default`,
          ),
        ];
  });
}

function lintMapType(schema: JsonObject, path: string): Finding[] {
  const mapType = schema['x-kubernetes-map-type'];
  if (mapType === undefined) {
    return [];
  }
  const at = `${path}.x-kubernetes-map-type`;
  if (mapType !== 'granular' && mapType !== 'atomic') {
    return [errorAt(at, `is ${quote(mapType)}: it must be granular or atomic`)];
  }
  return schema.type === 'object'
    ? []
    : [errorAt(at, 'goes with type object only')];
}
