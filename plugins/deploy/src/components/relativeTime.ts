import { DateTime, Duration } from 'luxon';

/** Times as people say them, in a language. */
export type Times = {
  /** `3 hours ago`, for an ISO timestamp; the timestamp itself where it is not one. */
  relativeTime: (timestamp: string) => string;
  /** A timestamp in full, in the reader's time zone, which it names where asked to. */
  fullTime: (timestamp: string, options?: { withZone?: boolean }) => string;
  /** `3 days`, `2 hours`, `5 minutes`: the largest unit of a length of time. */
  lengthOfTime: (milliseconds: number) => string;
};

/** Says times in a language; in that of the browser without one. */
export function timesIn(locale: string | undefined): Times {
  return {
    relativeTime: timestamp =>
      DateTime.fromISO(timestamp).toRelative({ locale }) ?? timestamp,
    fullTime: (timestamp, options) => {
      const time = DateTime.fromISO(timestamp);
      const format = options?.withZone
        ? DateTime.DATETIME_FULL
        : DateTime.DATETIME_MED_WITH_WEEKDAY;
      return time.isValid ? time.toLocaleString(format, { locale }) : timestamp;
    },
    lengthOfTime: milliseconds => lengthOfTime(milliseconds, locale),
  };
}

function lengthOfTime(
  milliseconds: number,
  locale: string | undefined,
): string {
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
    { locale },
  ).toHuman();
}
