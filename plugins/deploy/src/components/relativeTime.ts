import { DateTime, Duration } from 'luxon';

/** `3 hours ago`, for an ISO timestamp; the timestamp itself where it is not one. */
export function relativeTime(timestamp: string): string {
  return DateTime.fromISO(timestamp).toRelative() ?? timestamp;
}

/** A timestamp in full, in the reader's time zone. */
export function fullTime(timestamp: string): string {
  const time = DateTime.fromISO(timestamp);
  return time.isValid
    ? time.toLocaleString(DateTime.DATETIME_MED_WITH_WEEKDAY)
    : timestamp;
}

/** `3 days`, `2 hours`, `5 minutes`: the largest unit of a length of time. */
export function lengthOfTime(milliseconds: number): string {
  const duration = Duration.fromMillis(milliseconds).shiftTo(
    'days',
    'hours',
    'minutes',
    'seconds',
  );
  const unit = (['days', 'hours', 'minutes'] as const).find(
    name => duration.get(name) >= 1,
  );
  return Duration.fromObject(
    unit
      ? { [unit]: Math.floor(duration.get(unit)) }
      : { seconds: Math.floor(duration.seconds) },
  ).toHuman();
}
