import { createHmac } from 'node:crypto';

/** A secret of tests. */
export const SECRET = 'a secret of tests, long enough';

/** The signature that GitHub, Flux and a CI send. */
export function sign(body: string | Buffer, secret = SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
