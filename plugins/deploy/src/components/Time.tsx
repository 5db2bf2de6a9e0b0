import { DateTime } from 'luxon';
import { relativeTime } from './relativeTime';

/** Props of {@link Time}. */
export type TimeProps = {
  /** ISO 8601. */
  value: string;
};

/** A time as `3 hours ago`, with the full time when pointed at. */
export function Time({ value }: TimeProps) {
  const time = DateTime.fromISO(value);
  return (
    <time
      dateTime={value}
      title={time.isValid ? time.toLocaleString(DateTime.DATETIME_FULL) : value}
    >
      {relativeTime(value)}
    </time>
  );
}
