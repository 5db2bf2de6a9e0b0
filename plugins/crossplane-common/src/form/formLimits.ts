import { JsonObject } from '@backstage/types';
import { isJsonObject, ownValue } from '../json';

/** More fields than this make a form that nobody can use, and that a browser is slow to show. */
const MAX_FIELDS = 500;
/** Deeper parts are text, whatever their size. */
export const MAX_DEPTH = 30;
/** Fields of one object; the others are edited together as YAML. */
export const MAX_FIELDS_OF_OBJECT = 200;
/** Reading stops here: only whether there are too many fields matters. */
const MAX_COUNTED = 20_000;

/**
 * The depth down to which a schema is shown field by field so that the form stays below its limit of
 * fields. What lies deeper is edited as YAML.
 */
export function depthOfForm(schema: JsonObject | undefined): number {
  const fieldsAt: number[] = [];
  let counted = 0;
  const count = (node: unknown, depth: number) => {
    if (!isJsonObject(node) || depth > MAX_DEPTH || counted > MAX_COUNTED) {
      return;
    }
    counted += 1;
    fieldsAt[depth] = (fieldsAt[depth] ?? 0) + 1;
    for (const child of childSchemas(node)) {
      count(child, depth + 1);
    }
  };
  count(schema, 0);
  let total = 0;
  const tooMany = fieldsAt.findIndex(fields => {
    total += fields;
    return total > MAX_FIELDS;
  });
  // The first level is always shown; what it has too much of goes into one field.
  return tooMany === -1 ? MAX_DEPTH : Math.max(1, tooMany - 1);
}

function childSchemas(node: JsonObject): unknown[] {
  const properties = ownValue(node, 'properties');
  return [
    ...(isJsonObject(properties)
      ? Object.values(properties).slice(0, MAX_FIELDS_OF_OBJECT)
      : []),
    ownValue(node, 'items'),
    ownValue(node, 'additionalProperties'),
  ];
}
