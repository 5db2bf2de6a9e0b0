import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';

/** The GitHub host of entities that name a repository without one. */
export function readDefaultHost(config: Config): string | undefined {
  return config.getOptionalString('idp.github.host');
}

/** Milliseconds from one write to the next; undefined where the default holds. */
export function readWriteSpacing(config: Config): number | undefined {
  const key = 'idp.github.writeSpacing';
  return config.has(key)
    ? durationToMilliseconds(readDurationFromConfig(config, { key }))
    : undefined;
}
