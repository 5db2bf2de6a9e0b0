import { JsonObject, JsonValue } from '@backstage/types';
import {
  isJsonObject,
  ownValue,
  setOwn,
} from '@openportal/plugin-crossplane-common';

/** Values with all defaults filled in: takes about 0.1 s. */
export const MAX_FILLED = 100_000;
/** Finding out that a field needs no default takes less than a value does. */
const FIELDS_OF_A_VALUE = 10;
/** Long texts are looked at again for each value that gets them. */
const CHARACTERS_OF_A_VALUE = 100;

class Filling {
  readonly #withDefault = new Map<JsonObject, Array<[string, JsonObject]>>();
  readonly #sizes = new Map<JsonObject, number>();
  #left = MAX_FILLED;

  run(schema: JsonObject, value: JsonValue | undefined): boolean {
    const pending = [{ schema, value }];
    for (let next = pending.pop(); next; next = pending.pop()) {
      const { value: at } = next;
      if (Array.isArray(at)) {
        const { items } = next.schema;
        if (isJsonObject(items)) {
          this.#left -= at.length;
          for (const [index, item] of at.entries()) {
            at[index] = this.#orDefault(items, item) ?? null;
            pending.push({ schema: items, value: at[index] });
          }
        }
      } else if (isJsonObject(at)) {
        this.#fillFields(next.schema, at);
        const fields = Object.entries(at);
        this.#left -= fields.length;
        for (const [name, item] of fields) {
          const child = childSchema(next.schema, name);
          if (child) {
            pending.push({ schema: child, value: item });
          }
        }
      }
      if (this.#left < 0) {
        return false;
      }
    }
    return true;
  }

  #fillFields(schema: JsonObject, value: JsonObject): void {
    const fields = this.#fieldsWithDefault(schema);
    this.#left -= fields.length / FIELDS_OF_A_VALUE;
    for (const [name, child] of fields) {
      if (this.#left < 0) {
        return;
      }
      const filled = this.#orDefault(child, ownValue(value, name));
      if (filled !== undefined) {
        setOwn(value, name, filled);
      }
    }
  }

  /** A list of many items asks for the same ones again and again. */
  #fieldsWithDefault({ properties }: JsonObject): Array<[string, JsonObject]> {
    if (!isJsonObject(properties)) {
      return [];
    }
    const found =
      this.#withDefault.get(properties) ??
      Object.entries(properties).flatMap(([name, child]) =>
        isJsonObject(child) && hasDefault(child)
          ? [[name, child] satisfies [string, JsonObject]]
          : [],
      );
    this.#withDefault.set(properties, found);
    return found;
  }

  #orDefault(
    schema: JsonObject,
    value: JsonValue | undefined,
  ): JsonValue | undefined {
    const isMissing =
      value === undefined || (value === null && schema.nullable !== true);
    if (!isMissing || !hasDefault(schema)) {
      return value;
    }
    const size = this.#sizes.get(schema) ?? sizeOf(schema.default);
    this.#sizes.set(schema, size);
    this.#left -= size;
    // Nothing has to be copied any more when it was too much.
    return this.#left < 0 ? value : copyOf(schema.default);
  }
}

/**
 * Fills in defaults as a cluster does before it validates: from `properties`, `items` and
 * `additionalProperties`, down to the defaults inside of defaults, and in the place of a null that the field
 * does not take. Junctors have no defaults in Kubernetes.
 *
 * @param schema - OpenAPI schema of the value
 * @param value - changed in place
 * @returns false when it would take more than {@link MAX_FILLED} values: the value is filled in half, and of no use
 * @see https://github.com/kubernetes/apiextensions-apiserver/blob/master/pkg/apiserver/schema/defaulting/algorithm.go
 */
export function fillDefaults(
  schema: JsonObject,
  value: JsonValue | undefined,
): boolean {
  return new Filling().run(schema, value);
}

function hasDefault(schema: JsonObject): boolean {
  return schema.default !== undefined && schema.default !== null;
}

/** How many values are in a value, of which long texts count more. It counts itself when it is looked at. */
function sizeOf(value: JsonValue | undefined): number {
  let size = -1;
  const pending: Array<JsonValue | undefined> = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    size += 1;
    if (typeof next === 'string') {
      size += next.length / CHARACTERS_OF_A_VALUE;
    } else if (typeof next === 'object' && next !== null) {
      for (const child of Object.values(next)) {
        pending.push(child);
      }
    }
  }
  return size;
}

function copyOf(value: JsonValue | undefined): JsonValue | undefined {
  return typeof value === 'object' ? structuredClone(value) : value;
}

function childSchema(schema: JsonObject, name: string): JsonObject | undefined {
  const known = isJsonObject(schema.properties)
    ? ownValue(schema.properties, name)
    : undefined;
  const child = known ?? schema.additionalProperties;
  return isJsonObject(child) ? child : undefined;
}
