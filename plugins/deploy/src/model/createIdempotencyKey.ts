/**
 * A random key that makes a repeated request the same request. Made from
 * `getRandomValues`, which unlike `randomUUID` also works on pages without TLS.
 */
export function createIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
