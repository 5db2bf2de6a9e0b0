import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { Environment, findEnvironment } from '@openportal/plugin-deploy-common';
import { DateTime } from 'luxon';
import { FreezeWindow } from './DeployConfig';

/** Reads the freeze windows. A time without an offset is in the window's time zone, by default UTC. */
export function readFreezes(
  config: Config | undefined,
  environments: Environment[],
): FreezeWindow[] {
  const configs = config?.getOptionalConfigArray('freezes') ?? [];
  return configs.map((item, index) => {
    const key = `deploy.freezes[${index}]`;
    const zone = item.getOptionalString('timeZone') ?? 'utc';
    const startsAt = readTime(item, 'start', key, zone);
    const endsAt = readTime(item, 'end', key, zone);
    if (endsAt <= startsAt) {
      throw new InputError(`${key}.end must be after ${key}.start`);
    }
    const names =
      item.getOptionalStringArray('environments') ??
      environments.map(({ name }) => name);
    return {
      name: item.getOptionalString('name') ?? `freeze ${index + 1}`,
      environments: names.map(name => {
        const environment = findEnvironment(environments, name);
        if (!environment) {
          throw new InputError(
            `${key}.environments names '${name}', which deploy.environments does not have`,
          );
        }
        return environment.name;
      }),
      periods: once(startsAt.toJSDate(), endsAt.toJSDate()),
      reason: item.getOptionalString('reason') ?? 'Changes are frozen',
      includeRollbacks: item.getOptionalBoolean('includeRollbacks') ?? false,
    };
  });
}

function once(startsAt: Date, endsAt: Date): FreezeWindow['periods'] {
  return (from, to) =>
    endsAt > from && startsAt < to ? [{ startsAt, endsAt }] : [];
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
      `${key}.${name} is '${text}' in the time zone '${zone}': ${time.invalidExplanation}`,
    );
  }
  return time;
}
