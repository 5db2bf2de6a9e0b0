import { z } from 'zod';

/** A text in a query of the API that becomes a part of a query of the database. */
export const queryText = z
  .string()
  .min(1)
  .max(255)
  // PostgreSQL has no place for it in a text.
  .refine(text => !text.includes('\0'), 'must not contain a NUL character');
