import { randomBytes } from 'node:crypto';

/** A name that no other journey and no earlier run has. */
export function uniqueName(start: string): string {
  return `${start}-${randomBytes(3).toString('hex')}`;
}
