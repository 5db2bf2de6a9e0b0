import type { Request } from 'express';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Store } from './Store';

/**
 * Reads the whole body, whatever its type; `undefined` when it is larger than allowed.
 *
 * @public
 */
export async function readBody(
  request: Request,
  limitBytes: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk as Uint8Array);
    length += buffer.length;
    if (length > limitBytes) return undefined;
    chunks.push(buffer);
  }
  return Buffer.concat(chunks);
}

/**
 * The user and password of a `Basic` authorization header.
 *
 * @public
 */
export function parseBasicAuthorization(
  header: string | undefined,
): { user: string; password: string } | undefined {
  const encoded = /^basic\s+(\S+)\s*$/i.exec(header ?? '')?.[1];
  if (!encoded) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 0) return undefined;
  return { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

/**
 * The token of an `Authorization: Bearer …` or `Authorization: token …` header.
 *
 * @public
 */
export function parseTokenAuthorization(
  header: string | undefined,
): string | undefined {
  return /^(?:bearer|token)\s+(\S+)\s*$/i.exec(header ?? '')?.[1];
}

/**
 * Compares secrets without telling by the time it takes how much of them is right.
 *
 * @public
 */
export function equalSecrets(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * A random secret that is made on first use and stays the same over restarts.
 *
 * @public
 */
export function stableSecret(store: Store, name: string, prefix = ''): string {
  const secrets = store.collection<string>('secrets');
  const known = secrets.get(name);
  if (known !== undefined) return known;
  const secret = `${prefix}${randomBytes(20).toString('hex')}`;
  secrets.put(name, secret);
  return secret;
}
