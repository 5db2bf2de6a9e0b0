import { InputError } from '@backstage/errors';
import { z } from 'zod';

const schema = z.tuple([
  z.number().int().nonnegative(),
  z.string().min(1).max(255),
]);

/** Where a page of the matrix ended: the order and the reference of its last entity. */
export type MatrixCursor = { waitingOrder: number; entityRef: string };

/** The cursor as a text that callers hand back. */
export function formatCursor(cursor: MatrixCursor): string {
  return Buffer.from(
    JSON.stringify([cursor.waitingOrder, cursor.entityRef]),
  ).toString('base64url');
}

/**
 * The cursor of a text.
 * @throws InputError where the text is none that {@link formatCursor} made
 */
export function parseCursor(text: string): MatrixCursor {
  try {
    const [waitingOrder, entityRef] = schema.parse(
      JSON.parse(Buffer.from(text, 'base64url').toString('utf8')),
    );
    return { waitingOrder, entityRef };
  } catch {
    throw new InputError(
      `'${text}' is no cursor of this API: take 'nextCursor' of the page before, or leave it out`,
    );
  }
}
