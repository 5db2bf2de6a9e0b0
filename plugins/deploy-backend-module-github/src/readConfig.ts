import { Config } from '@backstage/config';

/** The GitHub host of entities that name a repository without one. */
export function readDefaultHost(config: Config): string | undefined {
  return config.getOptionalString('idp.github.host');
}
