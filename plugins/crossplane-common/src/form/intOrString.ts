import { JsonValue } from '@backstage/types';
import { isLargeInteger } from '../yaml/findLargeInteger';

const INTEGER = /^-?(0|[1-9]\d*)$/;
const QUOTED_INTEGER = /^"+-?\d+"+$/;

/**
 * The text of an int-or-string value in its one field: a number as its digits, text as it is. Text
 * that looks like a number is in quotes, as in YAML.
 */
export function intOrStringToText(value: JsonValue): JsonValue {
  if (typeof value === 'number') {
    return String(value);
  }
  if (typeof value === 'string') {
    return isNumber(value) || isLargeText(value) || QUOTED_INTEGER.test(value)
      ? `"${value}"`
      : value;
  }
  return value;
}

/** The value of the text in an int-or-string field; the inverse of {@link intOrStringToText}. */
export function textToIntOrString(text: JsonValue): JsonValue {
  if (typeof text !== 'string') {
    return text;
  }
  if (isNumber(text) || isLargeText(text)) {
    return Number(text);
  }
  return QUOTED_INTEGER.test(text) ? text.slice(1, -1) : text;
}

/** True for the digits of an integer that no number holds exactly. */
export function isLargeText(text: string): boolean {
  return INTEGER.test(text) && isLargeInteger(Number(text));
}

function isNumber(text: string): boolean {
  // Only what comes back as the same digits: others would lose some.
  return INTEGER.test(text) && String(Number(text)) === text;
}
