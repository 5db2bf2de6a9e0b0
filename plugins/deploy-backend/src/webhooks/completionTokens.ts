import {
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { Knex } from 'knex';

/**
 * The token by which a job proves that it was started for this operation. An operation is one attempt: who retries it
 * makes another operation, and so another token. HMAC-SHA256 with a key that only the portal has: the secret of the CI,
 * which every job knows, makes none.
 */
export function createCompletionToken(
  key: string,
  operationId: string,
): string {
  return createHmac('sha256', key)
    .update(`deploy.completed\n${operationId}`)
    .digest('base64url');
}

/** Whether a token is the one of an operation. In constant time; never throws. */
export function isCompletionToken(
  key: string,
  token: string,
  operationId: string,
): boolean {
  return timingSafeEqual(
    hash(token),
    hash(createCompletionToken(key, operationId)),
  );
}

/** Gives the key, which is read once. */
export function createKeyReader(knex: Knex): () => Promise<string> {
  let key: Promise<string> | undefined;
  return () => {
    key ??= readCompletionKey(knex).catch(error => {
      // Asked for again by whoever needs it next.
      key = undefined;
      throw error;
    });
    return key;
  };
}

/** The key of the tokens: made by whoever needs it first, and the same for all replicas. */
export async function readCompletionKey(knex: Knex): Promise<string> {
  const find = () => knex<{ id: number; key: string }>('completion_keys');
  await find()
    .insert({ id: 1, key: randomBytes(32).toString('hex') })
    .onConflict('id')
    .ignore();
  const row = await find().where({ id: 1 }).first();
  if (!row) {
    throw new Error('The key of the completion tokens cannot be read');
  }
  return row.key;
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
