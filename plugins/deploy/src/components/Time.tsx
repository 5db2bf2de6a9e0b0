import { useTimes } from '../hooks/useTimes';

/** Props of {@link Time}. */
export type TimeProps = {
  /** ISO 8601. */
  value: string;
};

/** A time as `3 hours ago`, with the full time when pointed at. */
export function Time({ value }: TimeProps) {
  const { relativeTime, fullTime } = useTimes();
  return (
    <time dateTime={value} title={fullTime(value, { withZone: true })}>
      {relativeTime(value)}
    </time>
  );
}
