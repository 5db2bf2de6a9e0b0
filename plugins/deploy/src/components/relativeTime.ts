import { DateTime } from 'luxon';

/** `3 hours ago`, for an ISO timestamp; the timestamp itself where it is not one. */
export function relativeTime(timestamp: string): string {
  return DateTime.fromISO(timestamp).toRelative() ?? timestamp;
}
