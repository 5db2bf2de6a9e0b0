import { JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject } from '@openportal/plugin-crossplane-common';
import { isMap, isScalar, isSeq, Scalar } from 'yaml';
import {
  keyName,
  parseAsText,
  scalarValue,
  toScalarText,
} from './manifestText';

/** A part of a text, and what comes in its place. */
interface Replacement {
  from: number;
  to: number;
  text: string;
}

/**
 * Brings a text to another content where only values of existing fields differ. Everything else stays byte for byte.
 *
 * @returns `undefined` when fields come or go
 */
export function replaceScalars(
  content: string,
  wanted: JsonObject,
): string | undefined {
  const replacements = findReplacements(parseAsText(content).contents, wanted);
  return replacements
    ?.sort((a, b) => b.from - a.from)
    .reduce(
      (text, { from, to, text: fresh }) =>
        `${text.slice(0, from)}${fresh}${text.slice(to)}`,
      content,
    );
}

function findReplacements(
  node: unknown,
  wanted: JsonValue | undefined,
): Replacement[] | undefined {
  if (wanted === undefined) {
    return undefined;
  }
  if (isMap(node) && isJsonObject(wanted)) {
    return node.items.length === Object.keys(wanted).length
      ? join(
          node.items.map(({ key, value }) => {
            const name = keyName(key);
            return Object.hasOwn(wanted, name)
              ? findReplacements(value, wanted[name])
              : undefined;
          }),
        )
      : undefined;
  }
  if (isSeq(node) && Array.isArray(wanted)) {
    return node.items.length === wanted.length
      ? join(
          node.items.map((item, index) =>
            findReplacements(item, wanted[index]),
          ),
        )
      : undefined;
  }
  return isScalar(node) && !isJsonObject(wanted) && !Array.isArray(wanted)
    ? replaceScalar(node, wanted)
    : undefined;
}

function replaceScalar(
  node: Scalar,
  wanted: JsonValue,
): Replacement[] | undefined {
  if (scalarValue(node) === wanted) {
    return [];
  }
  const isBlock =
    node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL;
  if (isBlock || !node.range) {
    return undefined;
  }
  const [from, to] = node.range;
  const text = toScalarText(wanted);
  // A field without a value ends with its colon.
  return [{ from, to, text: from === to ? ` ${text}` : text }];
}

function join(
  parts: Array<Replacement[] | undefined>,
): Replacement[] | undefined {
  const all: Replacement[] = [];
  for (const part of parts) {
    if (!part) {
      return undefined;
    }
    all.push(...part);
  }
  return all;
}
