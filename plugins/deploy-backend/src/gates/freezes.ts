import { DeployAction, FreezeView } from '@openportal/plugin-deploy-common';
import { FreezeWindow } from '../config/DeployConfig';

const DAY_MS = 24 * 60 * 60_000;
// One freeze may begin where another ends; whoever chains more than these looks again at the last one's end.
const MAX_CHAINED = 50;

/** A freeze that holds something up now. */
export type OpenFreeze = {
  name: string;
  reason: string;
  /** When nothing holds it up any more, as an ISO timestamp: later than this freeze where others follow at once. */
  endsAt: string;
};

type FreezeQuery = { action: DeployAction; environment: string; now: Date };

/** The freeze that holds an action in an environment up now: of several, the one that ends last. */
export function findFreeze(
  freezes: readonly FreezeWindow[],
  query: FreezeQuery,
): OpenFreeze | undefined {
  const first = findOpen(freezes, query, query.now);
  if (!first) {
    return undefined;
  }
  let { endsAt } = first;
  for (let chained = 0; chained < MAX_CHAINED; chained++) {
    const next = findOpen(freezes, query, endsAt);
    if (!next) {
      break;
    }
    endsAt = next.endsAt;
  }
  return {
    name: first.freeze.name,
    reason: first.freeze.reason,
    endsAt: endsAt.toISOString(),
  };
}

/** The freezes of some environments that are open now or open within a day, the first to begin first. */
export function listFreezes(
  freezes: readonly FreezeWindow[],
  query: { environments: readonly string[]; now: Date },
): FreezeView[] {
  const { now } = query;
  const until = new Date(now.getTime() + DAY_MS);
  return freezes
    .flatMap(freeze => {
      const environments = freeze.environments.filter(name =>
        query.environments.includes(name),
      );
      return environments.length === 0
        ? []
        : freeze.periods(now, until).map(({ startsAt, endsAt }) => ({
            name: freeze.name,
            environments,
            reason: freeze.reason,
            start: startsAt.toISOString(),
            end: endsAt.toISOString(),
            active: startsAt <= now,
          }));
    })
    .sort((a, b) => a.start.localeCompare(b.start));
}

function findOpen(
  freezes: readonly FreezeWindow[],
  query: FreezeQuery,
  at: Date,
): { freeze: FreezeWindow; endsAt: Date } | undefined {
  const open = freezes
    .filter(
      freeze =>
        freeze.environments.includes(query.environment) &&
        (query.action !== 'rollback' || freeze.includeRollbacks),
    )
    .flatMap(freeze =>
      freeze
        .periods(at, new Date(at.getTime() + 1))
        .map(({ endsAt }) => ({ freeze, endsAt })),
    );
  return open.sort((a, b) => b.endsAt.getTime() - a.endsAt.getTime()).at(0);
}
