import { HumanDuration } from '@backstage/types';
import { DateTime } from 'luxon';
import { RRule } from 'rrule';
import { FreezePeriod, FreezeWindow } from './DeployConfig';
import { Recurrence } from './parseRecurrence';

const DAY_MS = 24 * 60 * 60_000;
// Every page asks: a year at a time is worked out at once and kept.
const AHEAD_MS = 370 * DAY_MS;
// More than a rule may have in the time that is worked out, so nothing is lost; a rule that is refused ends here.
const MAX_WORKED_OUT = 10_000;

/** A freeze that is open once. */
export function onePeriod(period: FreezePeriod): FreezeWindow['periods'] {
  return (from, to) =>
    period.endsAt > from && period.startsAt < to ? [period] : [];
}

/**
 * A freeze that opens again and again. The rule is followed on the clock of its time zone, so that what opens at six
 * in the evening does so in summer and in winter; the days of its duration are days on that clock too.
 *
 * @remarks
 *
 * The rule's library knows no time zones: it is given the time on the wall as if it were UTC, as its documentation
 * recommends, and what it finds is read as time on the wall again.
 */
export function recurringPeriods(options: {
  recurrence: Recurrence;
  /** First moment of the first period. */
  start: DateTime<true>;
  timeZone: string;
  duration: HumanDuration;
}): FreezeWindow['periods'] {
  const { timeZone, duration, recurrence } = options;
  const { until } = recurrence.options;
  const rule = new RRule({
    ...recurrence.options,
    dtstart: toWall(options.start.setZone(timeZone)),
    until:
      until && recurrence.untilIsUtc
        ? toWall(DateTime.fromJSDate(until, { zone: timeZone }))
        : until,
  });
  const durationMs = options.start
    .plus(duration)
    .diff(options.start)
    .toMillis();
  let known: { from: number; to: number; periods: FreezePeriod[] } | undefined;

  const workOut = (from: number, to: number): FreezePeriod[] =>
    rule
      // A day more on either side: the wall and UTC are less than that apart.
      .between(
        new Date(from - durationMs - 2 * DAY_MS),
        new Date(to + DAY_MS),
        true,
        (_, count) => count < MAX_WORKED_OUT,
      )
      .map(wall => {
        const startsAt = fromWall(wall, timeZone);
        return {
          startsAt: startsAt.toJSDate(),
          endsAt: startsAt.plus(duration).toJSDate(),
        };
      });

  return (from, to) => {
    if (!known || from.getTime() < known.from || to.getTime() > known.to) {
      const range = { from: from.getTime(), to: to.getTime() + AHEAD_MS };
      known = { ...range, periods: workOut(range.from, range.to) };
    }
    return known.periods.filter(
      ({ startsAt, endsAt }) => endsAt > from && startsAt < to,
    );
  };
}

/** The time on the wall as if it were UTC. */
function toWall(time: DateTime): Date {
  return time.setZone('utc', { keepLocalTime: true }).toJSDate();
}

function fromWall(wall: Date, zone: string): DateTime {
  return DateTime.fromJSDate(wall, { zone: 'utc' }).setZone(zone, {
    keepLocalTime: true,
  });
}
