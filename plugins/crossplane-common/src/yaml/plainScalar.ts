/**
 * Which YAML a text is written in:
 *
 * - `yaml-1.2`: the core schema of YAML 1.2.2 (10.3)
 * - `kubernetes`: what kubectl, Flux and the API server read (sigs.k8s.io/yaml, which is go-yaml v2): YAML 1.1
 *   without sexagesimal numbers and with dates as text
 *
 * @public
 */
export type YamlDialect = 'yaml-1.2' | 'kubernetes';

/**
 * What an unquoted scalar means. A number may be infinite, no number, or rounded.
 *
 * @public
 */
export interface PlainScalar {
  value: string | number | boolean | null;
  /** True for an integer beyond ±(2^53 - 1), which a JavaScript number rounds. */
  isLargeInteger?: boolean;
}

const NULL = /^(~|null|Null|NULL)?$/;
const BOOLEAN = /^(true|True|TRUE|false|False|FALSE)$/;
const OLD_BOOLEAN = /^(y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
const TRUE = /^(true|y|yes|on)$/i;
const INFINITE = /^([-+]?)\.(inf|Inf|INF)$/;
const NO_NUMBER = /^\.(nan|NaN|NAN)$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const DIGITS = /^[-+]?[0-9]+$/;
/** Bases of YAML 1.2, which have no sign. */
const BASED = /^()(0o[0-7]+|0x[0-9a-fA-F]+)$/;
/** Bases as Go reads them: also `017` and `0b11`, with a sign. */
const BASED_IN_GO = /^([-+]?)(0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|0[bB][01]+)$/;

/**
 * What the text of an unquoted scalar means.
 *
 * @param text - the scalar, with its line breaks folded
 * @param dialect - who reads it
 * @public
 */
export function resolvePlainScalar(
  text: string,
  dialect: YamlDialect,
): PlainScalar {
  if (NULL.test(text)) {
    return { value: null };
  }
  if (
    BOOLEAN.test(text) ||
    (dialect === 'kubernetes' && OLD_BOOLEAN.test(text))
  ) {
    return { value: TRUE.test(text) };
  }
  const infinite = INFINITE.exec(text);
  if (infinite) {
    return { value: infinite[1] === '-' ? -Infinity : Infinity };
  }
  return NO_NUMBER.test(text)
    ? { value: Number.NaN }
    : resolveNumber(text, dialect);
}

function resolveNumber(text: string, dialect: YamlDialect): PlainScalar {
  const isGo = dialect === 'kubernetes';
  // Go takes 1_000 for a number when the first character may start one; a dot starts none with underscores.
  const digits =
    isGo && /^[-+0-9]/.test(text) ? text.replaceAll('_', '') : text;
  const based = (isGo ? BASED_IN_GO : BASED).exec(digits);
  if (based) {
    const [, sign, number] = based;
    // JavaScript knows 0o17, not 017.
    const value = Number(number.replace(/^0(?=[0-7])/, '0o'));
    return integer(sign === '-' ? -value : value);
  }
  if (DIGITS.test(digits)) {
    return integer(Number(digits));
  }
  return FLOAT.test(digits) ? { value: Number(digits) } : { value: text };
}

function integer(value: number): PlainScalar {
  return Number.isSafeInteger(value)
    ? { value }
    : { value, isLargeInteger: true };
}
