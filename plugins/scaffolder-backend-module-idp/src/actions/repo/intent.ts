import { createHash } from 'node:crypto';
import { readCommitTrailer } from '@openportal/github-node';

/** Trailer of the first commit: says for good which task created a repository. */
export const INTENT_TRAILER = 'OpenPortal-Intent';

const MARKER_PREFIX = 'OpenPortal is setting up this repository';

/**
 * The id of what one step of one task wants. It is the same when the step runs again after a crash, and
 * differs for every other task, so that a task finds its own half-done work and nobody else's.
 */
export function toIntentId(parts: {
  taskId: string;
  stepId: string;
  repository: string;
}): string {
  return createHash('sha256')
    .update(JSON.stringify([parts.taskId, parts.stepId, parts.repository]))
    .digest('hex')
    .slice(0, 24);
}

/**
 * The description that a repository has while it is being set up. GitHub stores it together with the
 * repository, so that there is no moment in which our repository is not known to be ours.
 */
export function toMarker(intentId: string): string {
  return `${MARKER_PREFIX} (${intentId})`;
}

/** Whose repository it is, as far as one task is concerned. */
export type Ownership = 'unfinished' | 'finished' | 'other-task' | 'foreign';

/** Decides whether a repository that exists already may be worked on. */
export function decideOwnership(
  intentId: string,
  repository: { description?: string; commitMessages: string[] },
): Ownership {
  const { description = '', commitMessages } = repository;
  if (description === toMarker(intentId)) {
    return 'unfinished';
  }
  if (
    commitMessages.some(
      message => readCommitTrailer(message, INTENT_TRAILER) === intentId,
    )
  ) {
    return 'finished';
  }
  return description.startsWith(`${MARKER_PREFIX} (`)
    ? 'other-task'
    : 'foreign';
}
