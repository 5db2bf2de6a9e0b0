import {
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { Knex } from 'knex';

/** The token that belongs to one attempt at one operation, for the job that is started for it. */
export type CompletionTokenOf = { operationId: string; attempt: number };

/** A token, with the attempt in it, so that an old one is told from a wrong one. */
const TOKEN = /^([0-9]{1,6})\.([A-Za-z0-9_-]{43})$/;

/**
 * The token by which a job proves that it was started for this attempt at this operation. HMAC-SHA256 with a key that
 * only the portal has: the secret of the CI, which every job knows, makes none.
 */
export function createCompletionToken(
  key: string,
  { operationId, attempt }: CompletionTokenOf,
): string {
  return `${attempt}.${createHmac('sha256', key)
    .update(`deploy.completed\n${operationId}\n${attempt}`)
    .digest('base64url')}`;
}

/** What a token is to an operation whose present attempt is known. In constant time; never throws. */
export function checkCompletionToken(
  key: string,
  token: string,
  current: CompletionTokenOf,
): 'valid' | 'old-attempt' | 'wrong' {
  const attempt = Number(TOKEN.exec(token)?.[1] ?? current.attempt);
  const expected = createCompletionToken(key, { ...current, attempt });
  if (!timingSafeEqual(hash(token), hash(expected))) {
    return 'wrong';
  }
  return attempt === current.attempt ? 'valid' : 'old-attempt';
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
