import { stringifyError } from '@backstage/errors';
import { redactSecrets } from './redactSecrets';

/** An error in words for logs, the database and people: without what looks like a credential. */
export function describeError(error: unknown): string {
  return redactSecrets(stringifyError(error));
}
