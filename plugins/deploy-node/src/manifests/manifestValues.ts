const MAX_DEPTH = 30;
const MAX_VALUES = 5000;
const MAX_SHOWN_LENGTH = 200;
const SECRET_KEY = /pass|secret|token|credential|private|apikey|api_key/i;
const HIDDEN = '(hidden)';

/**
 * A value in a manifest.
 *
 * @public
 */
export type ManifestValue = {
  /** Where it is, as people write it: `spec.containers[app].env[0].value`. */
  path: string;
  /** What may be shown: cut after 200 characters, `(hidden)` where the field is called like a secret. */
  shown: string;
  /** What may be compared, and neither shown nor kept. */
  compared: string;
};

/**
 * Every value in a manifest, or in a part of one, so that two can be compared. Items of lists go by their `name` where
 * they have one, else by position. At most 5,000 values, and nothing that is deeper than 30 levels.
 *
 * @param value - as a parser of YAML gives it
 * @param options - `secret`: whether all of it is to be hidden
 * @public
 */
export function manifestValues(
  value: unknown,
  options: { secret?: boolean } = {},
): ManifestValue[] {
  const values: ManifestValue[] = [];
  collect(value, '', options.secret ?? false, 0, values);
  return values;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function collect(
  value: unknown,
  path: string,
  isSecret: boolean,
  depth: number,
  values: ManifestValue[],
): void {
  if (depth > MAX_DEPTH || values.length >= MAX_VALUES) {
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const name =
        isRecord(item) && typeof item.name === 'string' ? item.name : index;
      collect(item, `${path}[${name}]`, isSecret, depth + 1, values);
    }
  } else if (isRecord(value)) {
    // `{ name: PASSWORD, value: … }`: what is secret is said beside the value.
    const named = typeof value.name === 'string' && SECRET_KEY.test(value.name);
    for (const [key, item] of Object.entries(value)) {
      const hides =
        isSecret || SECRET_KEY.test(key) || (named && key === 'value');
      collect(item, path ? `${path}.${key}` : key, hides, depth + 1, values);
    }
  } else if (value !== undefined) {
    const text = String(value);
    const shown = isSecret ? HIDDEN : text;
    values.push({
      path,
      compared: text,
      shown:
        shown.length > MAX_SHOWN_LENGTH
          ? `${shown.slice(0, MAX_SHOWN_LENGTH)}…`
          : shown,
    });
  }
}
