import { stableHash, toSlug } from '../xrd/names';

/**
 * Names that every part of a form takes for a name and nothing else. Others have a meaning somewhere:
 * `$text` for the catalog, `ui:widget` for the scaffolder, dots for paths of errors, slashes for
 * pointers, digits for lists, leading underscores for the form library.
 */
const PLAIN_NAME = /^[\p{L}][\p{L}\p{N}_-]{0,99}$/u;

/**
 * The keys of fields in a form, by the names of the fields. A name that could be mistaken for
 * something else gets a key made of it and its hash.
 */
export function formKeys(names: string[]): Map<string, string> {
  const keys = new Map<string, string>();
  const taken = new Set(names);
  for (const name of names) {
    keys.set(name, isPlainName(name) ? name : freeKey(keyOf(name), taken));
  }
  return keys;
}

/** A key that no field has. */
export function freeKey(wish: string, taken: Set<string>): string {
  let key = wish;
  while (taken.has(key)) {
    key = `${key}-x`;
  }
  taken.add(key);
  return key;
}

/** True for a name that is the key of its field. */
export function isPlainName(name: string): boolean {
  // A form reads `schema.properties.hasOwnProperty` as the function it is on every other object.
  return PLAIN_NAME.test(name) && !(name in Object.prototype);
}

function keyOf(name: string): string {
  return `field-${toSlug(name, 40) || 'x'}-${stableHash(name)}`;
}
