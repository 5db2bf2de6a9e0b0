import { JsonValue } from '@backstage/types';
import { findLargeInteger } from '../yaml/findLargeInteger';
import { parseYamlData } from '../yaml/parseYamlData';
import { describeLargeInteger } from '../yaml/readJson';
import { stringifyYamlData } from '../yaml/stringifyYamlData';
import { FormValueError } from './FormValueError';

const MAX_YAML_LENGTH = 200_000;

/** The text of a YAML field. */
export function toYamlText(value: JsonValue): string {
  return stringifyYamlData(value);
}

/**
 * The data of a YAML field; `undefined` for an empty one. A value that is no text is data already.
 *
 * @throws a {@link FormValueError} for text that is not one YAML document without aliases, or that
 *   data cannot hold unchanged
 */
export function fromYamlText(
  text: JsonValue,
  path: string,
): JsonValue | undefined {
  if (typeof text !== 'string') {
    refuseLargeIntegers(text, path);
    return text;
  }
  if (text.length > MAX_YAML_LENGTH) {
    throw new FormValueError(
      path,
      `the YAML has ${text.length} characters; at most ${MAX_YAML_LENGTH} are allowed`,
    );
  }
  if (!text.trim()) {
    return undefined;
  }
  // Aliases are refused: a few lines of them become gigabytes.
  const { value, problems } = parseYamlData(text, { dialect: 'yaml-1.2' });
  if (problems) {
    const [{ kind, line, column, reason }] = problems;
    const what =
      kind === 'syntax' ? 'this is not valid YAML' : 'this cannot be taken';
    throw new FormValueError(
      path,
      `${what}: line ${line}, column ${column}: ${reason}`,
    );
  }
  return value;
}

/**
 * Refuses data with an integer that was rounded on its way here, since JSON readers do so silently.
 *
 * @throws a {@link FormValueError} for integers beyond ±(2^53 - 1)
 */
export function refuseLargeIntegers(value: JsonValue, path: string): void {
  const found = findLargeInteger(value, path);
  if (found) {
    throw new FormValueError(
      found.path,
      describeLargeInteger(String(found.value)),
    );
  }
}
