import { JsonObject, JsonValue } from '@backstage/types';
import { cell, table } from './markdown';

const MAX_ROWS = 40;
const MAX_VALUE_LENGTH = 120;

/** The values of a spec as a table, a line for each; undefined when there are none. */
export function orderTable(spec: JsonValue | undefined): string | undefined {
  const rows = flatten(spec, '');
  if (rows.length === 0) {
    return undefined;
  }
  const shown = rows
    .slice(0, MAX_ROWS)
    .map(([path, value]): [string, string] => [cell(path), cell(value)]);
  const left = rows.length - shown.length;
  return table(
    ['Field', 'Value'],
    left > 0 ? [...shown, ['…', `${left} more`]] : shown,
  );
}

function flatten(
  value: JsonValue | undefined,
  path: string,
): Array<[string, string]> {
  if (isFilled(value)) {
    return Object.entries(value).flatMap(([key, child]) =>
      flatten(child, path ? `${path}.${key}` : key),
    );
  }
  return value === undefined || path === '' ? [] : [[path, shorten(value)]];
}

function isFilled(value: JsonValue | undefined): value is JsonObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length > 0
  );
}

function shorten(value: JsonValue): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_VALUE_LENGTH
    ? `${text.slice(0, MAX_VALUE_LENGTH)}…`
    : text;
}
