import { JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject } from '@openportal/plugin-crossplane-common';
import { PartCost } from './pruneSchema';

/** Compiled code holds the whole path of every part, so that this many levels cost as much as one more part. */
const LEVELS_OF_A_PART = 30;

/** A value, and where it is. */
export interface LocatedValue {
  /** JSON pointer. */
  path: string;
  value: JsonValue;
}

/** What it takes to check something at once. */
export interface PortionCost {
  /** Schemas that are compiled; deep ones count more. */
  parts: number;
  /** How often a schema meets a value. */
  steps: number;
}

/** A schema, and all values that it is for. */
export interface SchemaPlace {
  schema: JsonObject;
  values: LocatedValue[];
  cost: PortionCost;
  /** Fields of the values, when the schema is about no more than these. */
  fields?: string[];
}

/** A schema taken apart: what can be taken apart further, and what cannot. */
export interface SplitPlace {
  portions: SchemaPlace[];
  places: SchemaPlace[];
}

/** What it takes to check everything below a schema, seen from a level above or from its own. */
export function portionCost(
  { parts, levels, steps, depth }: PartCost,
  from: number = depth,
): PortionCost {
  return { parts: parts + (levels - parts * from) / LEVELS_OF_A_PART, steps };
}

/** True when something is small enough for one portion. */
export function fitsInto(limit: PortionCost, cost: PortionCost): boolean {
  return cost.parts <= limit.parts && cost.steps <= limit.steps;
}

/**
 * Takes a schema apart into what can be checked on its own: the fields of objects, put together to portions, the items
 * of lists, and the schemas of `allOf`. Values fit the schema when they fit all of these, with the same errors.
 *
 * @param place - the schema, and its values
 * @param costs - of the schema and all that is in it, see `pruneSchema`
 * @param limit - of portions that are made of fields; what stays of the schema itself can be larger
 */
export function splitPlace(
  { schema, values }: SchemaPlace,
  costs: ReadonlyMap<JsonObject, PartCost>,
  limit: PortionCost,
): SplitPlace {
  const whole = costs.get(schema);
  if (!whole) {
    return { portions: [], places: [] };
  }
  const places: SchemaPlace[] = [];
  const fields: Array<{ name: string; schema: JsonObject; cost: PortionCost }> =
    [];
  const rest = portionCost(whole);
  /** Counts a schema out of what stays; undefined for one that asks for nothing. */
  const takeOut = (child: JsonObject): PortionCost | undefined => {
    const found = costs.get(child);
    if (!found) {
      return undefined;
    }
    const inside = portionCost(found, whole.depth);
    rest.parts -= inside.parts;
    rest.steps -= inside.steps;
    return portionCost(found);
  };

  const own: JsonObject = { ...schema };
  const { properties, items, additionalProperties, allOf } = schema;
  if (isJsonObject(properties)) {
    own.properties = Object.fromEntries(
      Object.entries(properties).map(([name, child]) => {
        const cost =
          isJsonObject(child) && !isEmbeddedMetadata(schema, name)
            ? takeOut(child)
            : undefined;
        if (!isJsonObject(child) || !cost) {
          return [name, child];
        }
        if (fitsInto(limit, cost)) {
          fields.push({ name, schema: child, cost });
        } else {
          const found = values.flatMap(located => fieldOf(located, name));
          places.push({ schema: child, cost, values: found });
        }
        return [name, {}];
      }),
    );
  }
  const moveTo = (
    child: JsonValue | undefined,
    found: () => LocatedValue[],
  ) => {
    const cost = isJsonObject(child) ? takeOut(child) : undefined;
    if (!isJsonObject(child) || !cost) {
      return child;
    }
    places.push({ schema: child, cost, values: found() });
    return {};
  };
  if (items !== undefined) {
    own.items = moveTo(items, () => values.flatMap(itemsOf));
  }
  if (additionalProperties !== undefined) {
    own.additionalProperties = moveTo(additionalProperties, () =>
      values.flatMap(located => additionalFieldsOf(located, properties)),
    );
  }
  if (Array.isArray(allOf)) {
    own.allOf = allOf.map(option => moveTo(option, () => values) ?? {});
  }
  return {
    portions: [
      { schema: own, values, cost: rest },
      ...putTogether(fields, limit).map(portion => ({ ...portion, values })),
    ],
    places,
  };
}

function putTogether(
  fields: Array<{ name: string; schema: JsonObject; cost: PortionCost }>,
  limit: PortionCost,
): Array<Omit<SchemaPlace, 'values'>> {
  const portions: Array<{ from: number; to: number; cost: PortionCost }> = [];
  for (const [index, { cost }] of fields.entries()) {
    const last = portions.at(-1);
    const sum = last && {
      parts: last.cost.parts + cost.parts,
      steps: last.cost.steps + cost.steps,
    };
    if (last && sum && fitsInto(limit, sum)) {
      last.to = index + 1;
      last.cost = sum;
    } else {
      portions.push({ from: index, to: index + 1, cost });
    }
  }
  return portions.map(({ from, to, cost }) => {
    const some = fields.slice(from, to);
    return {
      // Without a type: other fields are not the business of this portion.
      schema: {
        properties: Object.fromEntries(
          some.map(({ name, schema }) => [name, schema]),
        ),
      },
      cost,
      fields: some.map(({ name }) => name),
    };
  });
}

/** Of the metadata of a resource inside of another, only names are checked, see `toJsonSchema`. */
function isEmbeddedMetadata(schema: JsonObject, name: string): boolean {
  return (
    name === 'metadata' && schema['x-kubernetes-embedded-resource'] === true
  );
}

/** JSON pointer of a field or an item. */
export function pointerTo(path: string, name: string | number): string {
  return `${path}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function fieldOf({ path, value }: LocatedValue, name: string): LocatedValue[] {
  const field =
    isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return field === undefined
    ? []
    : [{ path: pointerTo(path, name), value: field }];
}

function itemsOf({ path, value }: LocatedValue): LocatedValue[] {
  return Array.isArray(value)
    ? value.map((item, index) => ({
        path: pointerTo(path, index),
        value: item,
      }))
    : [];
}

function additionalFieldsOf(
  located: LocatedValue,
  properties: JsonValue | undefined,
): LocatedValue[] {
  const { value } = located;
  const known = isJsonObject(properties) ? properties : {};
  return isJsonObject(value)
    ? Object.keys(value)
        .filter(name => !Object.hasOwn(known, name))
        .flatMap(name => fieldOf(located, name))
    : [];
}
