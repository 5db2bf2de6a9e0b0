import { JsonObject } from '@backstage/types';
import { isJsonObject, ownValue } from '../json';
import { defaultOf, isShownDefault } from './defaults';
import { isEmbeddedResource, withResourceFields } from './embeddedResource';
import { formKeys, freeKey } from './fieldNames';
import { depthOfForm, MAX_FIELDS_OF_OBJECT } from './formLimits';
import { FormField, FormNode, FormNodeBase } from './formNode';
import { mergeAllOf } from './mergeAllOf';
import { presenceOf } from './presence';
import {
  countedNames,
  isIntOrString,
  requiredNames,
  scalarType,
  schemaList,
} from './schemaKeywords';

/** Where a node is while a form is planned. */
interface Place {
  path: string;
  depth: number;
  required: boolean;
  inCollection: boolean;
  /** A rule of its parent asks whether it is there, so that empty differs from absent. */
  counted?: boolean;
}

type Shape =
  | { kind: 'scalar'; type: 'string' | 'integer' | 'number' | 'boolean' }
  | { kind: 'intOrString' }
  | {
      kind: 'object';
      fields: FormField[];
      rest?: { key: string; reason: string };
    }
  | { kind: 'map'; values: FormNode }
  | { kind: 'list'; items: FormNode }
  | { kind: 'variants'; options: FormNode[] }
  | { kind: 'yaml'; reason: string };

class FormPlanner {
  readonly #maxDepth: number;

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
  }

  plan(node: unknown, place: Place): FormNode {
    const source = isJsonObject(node)
      ? withResourceFields(mergeAllOf(node))
      : {};
    const base: FormNodeBase = {
      source,
      path: place.path,
      required: place.required,
      inCollection: place.inCollection,
      byDefault: undefined,
      keepsNull: false,
      presence: 'plain',
    };
    const shape = this.#shape(node, source, place);
    const planned: FormNode = { ...base, ...shape };
    planned.byDefault = defaultOf(planned);
    return presenceOf(planned, {
      showsDefault: isShownDefault(planned),
      counted: place.counted === true,
    });
  }

  #shape(node: unknown, source: JsonObject, place: Place): Shape {
    if (!isJsonObject(node)) {
      return { kind: 'yaml', reason: 'there is no schema for it' };
    }
    if (place.depth > this.#maxDepth) {
      return {
        kind: 'yaml',
        reason:
          place.depth > 14
            ? 'it is nested too deeply for a form'
            : 'the form would have too many fields',
      };
    }
    if (Object.hasOwn(source, '$ref')) {
      return { kind: 'yaml', reason: 'its schema is a reference' };
    }
    if (isIntOrString(source)) {
      return { kind: 'intOrString' };
    }
    const type = scalarType(source);
    if (type) {
      return { kind: 'scalar', type };
    }
    switch (ownValue(source, 'type')) {
      case 'array':
        return this.#list(source, place);
      case 'object':
        return this.#object(source, place);
      case undefined:
        return this.#untyped(source, place);
      default:
        return {
          kind: 'yaml',
          reason: 'its type is not one that a form can show',
        };
    }
  }

  #list(source: JsonObject, place: Place): Shape {
    const items = ownValue(source, 'items');
    if (!isJsonObject(items)) {
      return { kind: 'yaml', reason: 'its items have no schema' };
    }
    const planned = this.plan(items, {
      path: `${place.path}[]`,
      depth: place.depth + 1,
      required: false,
      inCollection: true,
    });
    return planned.kind === 'yaml'
      ? { kind: 'yaml', reason: `its items have no fields: ${planned.reason}` }
      : { kind: 'list', items: planned };
  }

  #untyped(source: JsonObject, place: Place): Shape {
    if (isJsonObject(ownValue(source, 'properties'))) {
      return this.#object(source, place);
    }
    const options = [
      ...schemaList(source, 'oneOf'),
      ...schemaList(source, 'anyOf'),
    ];
    if (options.length < 2) {
      return this.#object(source, place);
    }
    const planned = options.slice(0, 20).map(option =>
      this.plan(option, {
        path: place.path,
        depth: place.depth + 1,
        required: true,
        inCollection: place.inCollection,
      }),
    );
    return planned.length === options.length && planned.every(isStoredAsIs)
      ? { kind: 'variants', options: planned }
      : { kind: 'yaml', reason: 'it has several forms' };
  }

  #object(source: JsonObject, place: Place): Shape {
    const properties = ownValue(source, 'properties');
    const preserves =
      ownValue(source, 'x-kubernetes-preserve-unknown-fields') === true;
    const additional = ownValue(source, 'additionalProperties');
    if (isJsonObject(properties) && Object.keys(properties).length > 0) {
      return this.#fields(
        source,
        properties,
        preserves || isJsonObject(additional) || additional === true,
        place,
      );
    }
    if (isJsonObject(additional) && Object.keys(additional).length > 0) {
      return this.#map(additional, place);
    }
    if (isEmbeddedResource(source)) {
      return {
        kind: 'yaml',
        reason:
          'it is a whole resource, with its apiVersion, kind and metadata',
      };
    }
    return {
      kind: 'yaml',
      reason: preserves ? 'it takes any fields' : 'its schema names no fields',
    };
  }

  #map(additional: JsonObject, place: Place): Shape {
    const values = this.plan(additional, {
      path: `${place.path}.*`,
      depth: place.depth + 1,
      required: false,
      inCollection: true,
    });
    return { kind: 'map', values };
  }

  #fields(
    source: JsonObject,
    properties: JsonObject,
    isOpen: boolean,
    place: Place,
  ): Shape {
    const required = new Set(requiredNames(source));
    const counted = countedNames(source);
    const names = Object.keys(properties);
    // Required fields first when not all of them get a field.
    const shown = new Set(
      [
        ...names.filter(name => required.has(name)),
        ...names.filter(name => !required.has(name)),
      ].slice(0, MAX_FIELDS_OF_OBJECT),
    );
    const keys = formKeys(names);
    const fields = names.flatMap(name =>
      shown.has(name)
        ? [
            {
              name,
              key: keys.get(name) ?? name,
              node: this.plan(ownValue(properties, name), {
                path: place.path ? `${place.path}.${name}` : name,
                depth: place.depth + 1,
                required: required.has(name),
                inCollection: false,
                counted: counted.has(name),
              }),
            },
          ]
        : [],
    );
    const reason = restReason(names.length - fields.length, isOpen);
    return {
      kind: 'object',
      fields,
      ...(reason
        ? {
            rest: {
              key: freeKey(
                'more-fields',
                new Set([...names, ...keys.values()]),
              ),
              reason,
            },
          }
        : {}),
    };
  }
}

/**
 * Decides how every part of a schema is edited. The same schema always gives the same plan: the form
 * is made from it on the server, and the values of the form are read with it later.
 */
export function planForm(schema: JsonObject | undefined): FormNode {
  return new FormPlanner(depthOfForm(schema)).plan(schema, {
    path: '',
    depth: 0,
    required: true,
    inCollection: false,
  });
}

function restReason(hidden: number, isOpen: boolean): string | undefined {
  if (hidden > 0) {
    return `${hidden} more fields are too many for a form`;
  }
  return isOpen ? 'it takes other fields too' : undefined;
}

/** True when the value in the form is the value in the manifest, so that it fits any of the options. */
function isStoredAsIs(node: FormNode): boolean {
  if (node.presence !== 'plain' || node.byDefault !== undefined) {
    return false;
  }
  switch (node.kind) {
    case 'scalar':
      return true;
    case 'object':
      return (
        !node.rest &&
        node.fields.every(
          field => field.key === field.name && isStoredAsIs(field.node),
        )
      );
    case 'map':
      return isStoredAsIs(node.values);
    case 'list':
      return isStoredAsIs(node.items);
    default:
      return false;
  }
}
