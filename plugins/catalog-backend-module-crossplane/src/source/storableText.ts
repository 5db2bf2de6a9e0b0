import { JsonValue } from '@backstage/types';

/** Escapes of what PostgreSQL and UTF-8 cannot hold: NUL, and half of a surrogate pair. */
const SUSPICIOUS = /\\u(0000|d[89a-f])/i;

/**
 * A value as JSON that every database takes: without NUL, and with a replacement character for each half
 * character.
 */
export function storableText(value: unknown): string {
  const text = JSON.stringify(value);
  return SUSPICIOUS.test(text) ? JSON.stringify(clean(JSON.parse(text))) : text;
}

function clean(value: JsonValue): JsonValue {
  if (typeof value === 'string') {
    return cleanText(value);
  }
  if (Array.isArray(value)) {
    return value.map(clean);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        cleanText(key),
        item === undefined ? undefined : clean(item),
      ]),
    );
  }
  return value;
}

function cleanText(text: string): string {
  return text.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\uFFFD');
}
