import { JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject } from '@openportal/plugin-crossplane-common';
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

/** What it takes to check the values in one place of a manifest, with everything below it. */
export interface PartCost {
  /** How many schemas are left. */
  parts: number;
  /** Levels of all of these schemas together, counted from the top of the whole. */
  levels: number;
  /** How often a schema of them meets a value, of which long lists and long texts count more. */
  steps: number;
  /** Levels above. */
  depth: number;
}

/** A schema that a value cannot tell from the one that it was made of. */
export interface PrunedSchema {
  schema: JsonObject;
  /** Of each schema that is left; none of what asks for nothing any more. */
  costs: ReadonlyMap<JsonObject, PartCost>;
}

/** Names or values that are gone through one after the other for each value, and characters of a text likewise. */
const WORDS_OF_A_STEP = 20;
const CHARACTERS_OF_A_STEP = 200;

class Pruning {
  readonly costs = new Map<JsonObject, PartCost>();
  #parts = 0;
  #levels = 0;
  #steps = 0;
  #depth = 0;

  run(schema: JsonObject, shape: ValueShape): PrunedSchema {
    return { schema: this.#schema(schema, shape), costs: this.costs };
  }

  #schema(schema: JsonObject, shape: ValueShape): JsonObject {
    const parts = this.#parts;
    const levels = this.#levels;
    const steps = this.#steps;
    const depth = this.#depth;
    this.#parts += 1;
    this.#levels += depth;
    this.#steps +=
      shape.count * (1 + words(schema) / WORDS_OF_A_STEP) +
      shape.characters / CHARACTERS_OF_A_STEP;
    this.#depth += 1;
    const result: JsonObject = {};
    for (const [keyword, value] of Object.entries(schema)) {
      if (!TEXTS.has(keyword)) {
        result[keyword] = this.#keyword(keyword, value, schema, shape);
      }
    }
    this.#depth -= 1;
    if (isFulfilled(result, shape)) {
      this.#parts = parts;
      this.#levels = levels;
      this.#steps = steps;
      return {};
    }
    this.costs.set(result, {
      parts: this.#parts - parts,
      levels: this.#levels - levels,
      steps: this.#steps - steps,
      depth,
    });
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
        return isJsonObject(value) ? this.#properties(value, shape) : value;
      case 'items':
        return isJsonObject(value) ? this.#child(value, shape.items) : value;
      case 'additionalProperties':
        return isJsonObject(value)
          ? this.#child(value, additionalShape(schema, shape))
          : value;
      case 'not':
        return isJsonObject(value) ? this.#schema(value, shape) : value;
      case 'allOf':
      case 'anyOf':
      case 'oneOf':
        return Array.isArray(value)
          ? value.map(option =>
              isJsonObject(option) ? this.#schema(option, shape) : option,
            )
          : value;
      default:
        return value;
    }
  }

  #properties(properties: JsonObject, { fields }: ValueShape): JsonObject {
    const names = Object.keys(properties);
    // Of thousands of choices each may have some fields, and the value thousands of others.
    const shared =
      names.length < fields.size
        ? names.filter(name => fields.has(name))
        : [...fields.keys()].filter(name => Object.hasOwn(properties, name));
    return Object.fromEntries(
      shared.map(name => {
        const child = properties[name];
        const field = fields.get(name);
        return [
          name,
          isJsonObject(child) && field ? this.#schema(child, field) : child,
        ];
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

function words({ enum: options, required }: JsonObject): number {
  return [options, required].reduce<number>(
    (sum, list) => sum + (Array.isArray(list) ? list.length : 0),
    0,
  );
}

function additionalShape(
  { properties }: JsonObject,
  { fields }: ValueShape,
): ValueShape | undefined {
  const known = isJsonObject(properties) ? properties : {};
  const additional = [...fields].filter(
    ([name]) => !Object.hasOwn(known, name),
  );
  return additional.length
    ? joinShapes(additional.map(([, shape]) => shape))
    : undefined;
}
