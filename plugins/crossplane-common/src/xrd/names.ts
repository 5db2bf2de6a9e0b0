const MAX_ENTITY_NAME_LENGTH = 63;
const HASH_LENGTH = 10;
const ENTITY_NAME = /^[a-z0-9]+([-._][a-z0-9]+)*$/;

/**
 * A short stable hash for names. Not for secrets.
 *
 * @public
 */
export function stableHash(text: string): string {
  // FNV-1a with 64 bits: small, the same in browsers and servers, and wide enough for 100,000 names.
  // In 32 bit integers instead of a BigInt, which takes a hundred times longer on the schemas of large XRDs.
  const bytes = new TextEncoder().encode(text);
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let index = 0; index < bytes.length; index++) {
    const mixed = low ^ bytes[index];
    // The prime is 2^40 + 0x1b3: a product with 0x1b3, and the lower half moved 40 bits up.
    const lower = (mixed & 0xffff) * 0x1b3;
    const upper = (mixed >>> 16) * 0x1b3 + (lower >>> 16);
    low = (upper << 16) | (lower & 0xffff);
    high = (Math.imul(high, 0x1b3) + (upper >>> 16) + (mixed << 8)) | 0;
  }
  const hash = BigInt(high >>> 0) * 0x100000000n + BigInt(low >>> 0);
  return hash.toString(36).padStart(HASH_LENGTH, '0').slice(-HASH_LENGTH);
}

/**
 * The entity name of something in a cluster. A name that is valid already is kept; every other one is
 * made valid and gets a hash of the original, so that two names never become one.
 *
 * @public
 */
export function toEntityName(name: string): string {
  return name.length <= MAX_ENTITY_NAME_LENGTH && ENTITY_NAME.test(name)
    ? name
    : toUniqueEntityName(name, name);
}

/**
 * The entity name of one of many things that share a name, told apart by their identity.
 *
 * @public
 */
export function toUniqueEntityName(name: string, identity: string): string {
  const slug = toSlug(name, MAX_ENTITY_NAME_LENGTH - HASH_LENGTH - 1);
  return `${slug || 'x'}-${stableHash(identity)}`;
}

/**
 * Lower case letters, digits and single dashes.
 *
 * @public
 */
export function toSlug(
  text: string,
  maxLength: number = MAX_ENTITY_NAME_LENGTH,
): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, maxLength)
    .replace(/^-+|-+$/g, '');
}

/**
 * A valid catalog tag: at most 63 characters of `[a-z0-9+#-]`, in dash separated words.
 *
 * @public
 */
export function toTag(text: string): string | undefined {
  return toSlug(text) || undefined;
}

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * True for a name by RFC 1123: up to 63 lower case letters, digits and inner dashes.
 *
 * @public
 */
export function isDnsLabel(name: string): boolean {
  return DNS_LABEL.test(name);
}

/**
 * True for dot separated DNS labels of up to 253 characters.
 *
 * @public
 */
export function isDnsSubdomain(name: string): boolean {
  return name.length <= 253 && DNS_SUBDOMAIN.test(name);
}
