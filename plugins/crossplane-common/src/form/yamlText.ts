import { JsonValue } from '@backstage/types';
import { parse, stringify } from 'yaml';
import { FormValueError } from './FormValueError';

const MAX_YAML_LENGTH = 200_000;

/** The text of a YAML field. */
export function toYamlText(value: JsonValue): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/**
 * The data of a YAML field; `undefined` for an empty one. A value that is no text is data already.
 *
 * @throws a {@link FormValueError} for text that is not one YAML document without aliases
 */
export function fromYamlText(
  text: JsonValue,
  path: string,
): JsonValue | undefined {
  if (typeof text !== 'string') {
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
  try {
    // Aliases are refused: a few lines of them become gigabytes.
    const parsed: unknown = parse(text, { maxAliasCount: 0 });
    return JSON.parse(JSON.stringify(parsed ?? null));
  } catch (error) {
    const [reason] = String(
      error instanceof Error ? error.message : error,
    ).split('\n');
    throw new FormValueError(path, `this is not valid YAML: ${reason}`);
  }
}
