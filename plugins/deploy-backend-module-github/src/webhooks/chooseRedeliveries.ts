/** A delivery in GitHub's list: one attempt at an event. */
export type DeliveryAttempt = {
  id: number;
  /** The same for every attempt at one event. */
  guid: string;
  deliveredAt: string;
  /** 0 where nobody answered. */
  statusCode: number;
  /** `pending` while GitHub waits for the answer. */
  status: string;
};

const MAX_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 6 * 3_600_000;
/** So many at once: the rest comes with the next pass. */
const MAX_AT_ONCE = 100;

/**
 * Which attempts to repeat: the newest one of each event that nobody took, the oldest event first. An event is tried
 * up to eight times, with pauses that grow, so that a delivery that the portal refuses is not sent to and fro for days.
 */
export function chooseRedeliveries(
  attempts: readonly DeliveryAttempt[],
  { since, now }: { since: Date; now: Date },
): { failed: number; redeliver: DeliveryAttempt[] } {
  const byEvent = new Map<string, DeliveryAttempt[]>();
  for (const attempt of attempts) {
    if (timeOf(attempt) >= since.getTime()) {
      byEvent.set(attempt.guid, [
        ...(byEvent.get(attempt.guid) ?? []),
        attempt,
      ]);
    }
  }
  const failed = [...byEvent.values()].filter(
    group => !group.some(({ statusCode }) => isTaken(statusCode)),
  );
  const due = failed.flatMap(group => {
    const newest = group.reduce((left, right) =>
      timeOf(right) > timeOf(left) ||
      (timeOf(right) === timeOf(left) && right.id > left.id)
        ? right
        : left,
    );
    const pause = Math.min(
      LONGEST_PAUSE_MS,
      FIRST_PAUSE_MS * 4 ** (group.length - 1),
    );
    const waits =
      newest.status === 'pending' || now.getTime() - timeOf(newest) < pause;
    return waits || group.length >= MAX_ATTEMPTS ? [] : [newest];
  });
  return {
    failed: failed.length,
    redeliver: due
      .sort((left, right) => timeOf(left) - timeOf(right))
      .slice(0, MAX_AT_ONCE),
  };
}

function isTaken(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function timeOf({ deliveredAt }: DeliveryAttempt): number {
  return Date.parse(deliveredAt);
}
