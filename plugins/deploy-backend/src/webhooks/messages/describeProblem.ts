import { z } from 'zod';

/** The first things that are wrong with a body, by their place. Never quotes a value. */
export function describeProblem(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
    .join('; ')
    .slice(0, 500);
}
