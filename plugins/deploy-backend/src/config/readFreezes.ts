import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, HumanDuration } from '@backstage/types';
import { Environment, findEnvironment } from '@openportal/plugin-deploy-common';
import { DateTime, IANAZone } from 'luxon';
import { FreezeWindow } from './DeployConfig';
import { onePeriod, recurringPeriods } from './freezePeriods';
import { parseRecurrence } from './parseRecurrence';

const YEAR_MS = 366 * 24 * 60 * 60_000;
const MAX_PERIODS = 2000;

/** Reads the freeze windows. A time without an offset is in the window's time zone, by default UTC. */
export function readFreezes(
  config: Config | undefined,
  environments: Environment[],
): FreezeWindow[] {
  const configs = config?.getOptionalConfigArray('freezes') ?? [];
  const freezes = configs.map((item, index) =>
    readFreeze(item, {
      key: `deploy.freezes[${index}]`,
      fallbackName: `freeze ${index + 1}`,
      environments,
    }),
  );
  for (const [index, { name }] of freezes.entries()) {
    const first = freezes.findIndex(freeze => freeze.name === name);
    if (first !== index) {
      throw new InputError(
        `deploy.freezes[${index}].name is '${name}', which deploy.freezes[${first}] uses already: people tell freezes apart by their names`,
      );
    }
  }
  return freezes;
}

function readFreeze(
  item: Config,
  options: { key: string; fallbackName: string; environments: Environment[] },
): FreezeWindow {
  const { key } = options;
  return {
    name: item.getOptionalString('name') ?? options.fallbackName,
    environments: readNames(item, key, options.environments),
    periods: readPeriods(item, key),
    reason: item.getOptionalString('reason') ?? 'Changes are frozen',
    includeRollbacks: item.getOptionalBoolean('includeRollbacks') ?? false,
  };
}

function readNames(
  item: Config,
  key: string,
  environments: Environment[],
): string[] {
  const texts = item.getOptionalStringArray('environments');
  if (texts === undefined) {
    return environments.map(({ name }) => name);
  }
  if (texts.length === 0) {
    throw new InputError(
      `${key}.environments is empty, so it would freeze nothing: leave it out for all, or name at least one`,
    );
  }
  const names = texts.map(text => {
    const environment = findEnvironment(environments, text);
    if (!environment) {
      throw new InputError(
        `${key}.environments names '${text}', which deploy.environments does not have: ${environments
          .map(({ name }) => name)
          .join(', ')}`,
      );
    }
    return environment.name;
  });
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new InputError(
      `${key}.environments names '${twice}' twice, by its name or an alias`,
    );
  }
  return names;
}

function readPeriods(item: Config, key: string): FreezeWindow['periods'] {
  const zone = readZone(item, key);
  const start = readTime(item, 'start', key, zone);
  const rule = item.getOptionalString('rrule');
  if (rule === undefined) {
    if (item.has('duration')) {
      throw new InputError(
        `${key}.duration is for a freeze that repeats: add ${key}.rrule, or say ${key}.end instead`,
      );
    }
    const end = readTime(item, 'end', key, zone);
    if (end <= start) {
      throw new InputError(
        `${key}.end is '${item.getString(
          'end',
        )}', which is not after ${key}.start`,
      );
    }
    return onePeriod({ startsAt: start.toJSDate(), endsAt: end.toJSDate() });
  }
  if (item.has('end')) {
    throw new InputError(
      `${key}.end is for a freeze that happens once: one with ${key}.rrule ends after ${key}.duration, and the last of them is said by UNTIL or COUNT in the rule`,
    );
  }
  const periods = recurringPeriods({
    recurrence: parseRecurrence(`${key}.rrule`, rule),
    start,
    timeZone: zone,
    duration: readFreezeDuration(item, key),
  });
  assertUseful(key, rule, periods, start.toJSDate());
  return periods;
}

/** Refuses what would never freeze anything, and what would do so all the time. */
function assertUseful(
  key: string,
  rule: string,
  periods: FreezeWindow['periods'],
  start: Date,
): void {
  const count = (years: number) =>
    periods(start, new Date(start.getTime() + years * YEAR_MS)).length;
  if (count(1) > MAX_PERIODS) {
    throw new InputError(
      `${key}.rrule is '${rule}', which happens too often: at most ${MAX_PERIODS} times in a year are possible`,
    );
  }
  // Leap days come every four years, with an exception every hundred.
  if (count(9) === 0) {
    throw new InputError(
      `${key}.rrule is '${rule}', which never happens after ${key}.start`,
    );
  }
}

function readFreezeDuration(item: Config, key: string): HumanDuration {
  if (!item.has('duration')) {
    throw new InputError(
      `${key}.duration is missing: a freeze with ${key}.rrule needs to know how long each lasts, for example { hours: 12 }`,
    );
  }
  const duration = readDurationFromConfig(item, { key: 'duration' });
  const milliseconds = durationToMilliseconds(duration);
  if (milliseconds <= 0 || milliseconds > YEAR_MS) {
    throw new InputError(
      `${key}.duration must be longer than nothing and at most a year`,
    );
  }
  return duration;
}

function readZone(item: Config, key: string): string {
  const zone = item.getOptionalString('timeZone') ?? 'UTC';
  // No offsets, which know no summer, and not the zone of whichever machine it runs on.
  if (!IANAZone.isValidZone(zone) || /^[+-]/.test(zone)) {
    throw new InputError(
      `${key}.timeZone is '${zone}', which is not a time zone: use a name of the IANA database, for example Europe/Berlin`,
    );
  }
  return zone;
}

function readTime(
  config: Config,
  name: string,
  key: string,
  zone: string,
): DateTime<true> {
  const text = config.getString(name);
  const time = DateTime.fromISO(text, { zone });
  if (!time.isValid) {
    throw new InputError(
      `${key}.${name} is '${text}' in the time zone '${zone}': ${time.invalidExplanation}. Write it by ISO 8601, for example 2026-12-24T18:00`,
    );
  }
  return time;
}
