import { ResponseError } from '@backstage/errors';

/** Why the portal does not answer: the user may not, the form is out of date, or something else failed. */
export type Refusal = 'forbidden' | 'conflict' | 'other';

/** Sorts an error of the API. */
export function classifyRefusal(error: Error): Refusal {
  switch (error instanceof ResponseError ? error.cause.name : error.name) {
    case 'NotAllowedError':
      return 'forbidden';
    case 'ConflictError':
      return 'conflict';
    default:
      return 'other';
  }
}

/** The reason without the words about the HTTP request. */
export function refusalReason(error: Error): string {
  return error instanceof ResponseError ? error.cause.message : error.message;
}
