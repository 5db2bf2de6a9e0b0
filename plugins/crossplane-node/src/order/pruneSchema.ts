import { JsonObject, JsonValue } from '@backstage/types';
import { isFulfilled } from './isFulfilled';
import { joinShapes, shapeOf, ValueShape } from './valueShape';

/** Keywords that say nothing about values. */
const TEXTS = new Set([
  'default',
  'description',
  'example',
  'examples',
  'externalDocs',
  'title',
]);

/** Compiled code holds the whole path of every part, so that this many levels cost as much as one more part. */
const LEVELS_OF_A_PART = 30;

/** A schema that a value cannot tell from the one that it was made of. */
export interface PrunedSchema {
  schema: JsonObject;
  /** What compiling it costs: the number of schemas that are left in it, of which deep ones count more. */
  parts: number;
}

class Pruning {
  #parts = 0;
  #depth = 0;

  run(schema: JsonObject, shape: ValueShape): PrunedSchema {
    const pruned = this.#schema(schema, shape);
    return { schema: pruned, parts: Math.ceil(this.#parts) };
  }

  #schema(schema: JsonObject, shape: ValueShape): JsonObject {
    const partsBefore = this.#parts;
    this.#parts += 1 + this.#depth / LEVELS_OF_A_PART;
    this.#depth += 1;
    const result: JsonObject = {};
    for (const [keyword, value] of Object.entries(schema)) {
      if (!TEXTS.has(keyword)) {
        result[keyword] = this.#keyword(keyword, value, schema, shape);
      }
    }
    this.#depth -= 1;
    if (isFulfilled(result, shape)) {
      this.#parts = partsBefore;
      return {};
    }
    return result;
  }

  #keyword(
    keyword: string,
    value: JsonValue | undefined,
    schema: JsonObject,
    shape: ValueShape,
  ): JsonValue | undefined {
    switch (keyword) {
      case 'properties':
        return isObject(value) ? this.#properties(value, shape) : value;
      case 'items':
        return isObject(value) ? this.#child(value, shape.items) : value;
      case 'additionalProperties':
        return isObject(value)
          ? this.#child(value, additionalShape(schema, shape))
          : value;
      case 'not':
        return isObject(value) ? this.#schema(value, shape) : value;
      case 'allOf':
      case 'anyOf':
      case 'oneOf':
        return Array.isArray(value)
          ? value.map(option =>
              isObject(option) ? this.#schema(option, shape) : option,
            )
          : value;
      default:
        return value;
    }
  }

  #properties(properties: JsonObject, { fields }: ValueShape): JsonObject {
    return Object.fromEntries(
      [...fields]
        .filter(([name]) => Object.hasOwn(properties, name))
        .map(([name, field]) => {
          const child = properties[name];
          return [name, isObject(child) ? this.#schema(child, field) : child];
        }),
    );
  }

  /** The keyword stays without values as well: that it is there says that other fields are welcome. */
  #child(schema: JsonObject, shape: ValueShape | undefined): JsonObject {
    return shape ? this.#schema(schema, shape) : {};
  }
}

/**
 * Reduces a schema to what a value can reach, so that compiling it costs as much as the value is large and not as
 * much as the schema is.
 *
 * @remarks
 * Of `properties`, those are kept that the value has; `items` and `additionalProperties` are reduced by all of their
 * values together, `allOf`, `anyOf`, `oneOf` and `not` by the value itself. A schema that asks for no more than types and
 * fields, which all of its values have, asks for nothing any more. Everything else stays as it is, so the value gets
 * the same verdict and the same errors as from the whole schema.
 *
 * @param schema - an OpenAPI schema, nested as deeply as an XRD can be (500 levels of JSON)
 * @param value - the value, with defaults filled in: the result has none
 */
export function pruneSchema(
  schema: JsonObject,
  value: JsonValue | undefined,
): PrunedSchema {
  return new Pruning().run(schema, shapeOf([value]));
}

function additionalShape(
  { properties }: JsonObject,
  { fields }: ValueShape,
): ValueShape | undefined {
  const known = isObject(properties) ? properties : {};
  const additional = [...fields].filter(
    ([name]) => !Object.hasOwn(known, name),
  );
  return additional.length
    ? joinShapes(additional.map(([, shape]) => shape))
    : undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
