import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { DeployConfig } from './DeployConfig';
import { readEnvironments } from './readEnvironments';
import { readFreezes } from './readFreezes';

// The folder names the entity, or it would be everybody's as the whole repository is.
const TRUSTED_REPOSITORY =
  /^[^/\s]+\/[^/\s]+(?:(?:\/[A-Za-z0-9._-]+|\/\{namespace\})*\/\{name\}(?:\/[A-Za-z0-9._-]+)*)?$/;

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Reads the configuration of the plugin. An error names the key and what is wrong with it. */
export function readDeployConfig(root: Config): DeployConfig {
  const config = root.getOptionalConfig('deploy');
  const environments = readEnvironments(config);
  return {
    environments,
    defaults: {
      strategy: config?.getOptionalString('defaults.strategy'),
      observer: config?.getOptionalString('defaults.observer'),
    },
    trustedRepositories: readTrustedRepositories(config),
    freezes: readFreezes(config, environments),
    // Argo CD looks at git every 3 minutes with jitter, then syncs, then the pods roll.
    timeoutMs: readDuration(config, 'timeout', 15 * MINUTE),
    degradedGraceMs: readDuration(config, 'degradedGrace', 60 * SECOND),
    staleAfterMs: readDuration(config, 'staleAfter', 10 * MINUTE),
    stateMaxAgeMs: readDuration(config, 'stateMaxAge', 10 * SECOND),
    permissionMaxAgeMs: readDuration(config, 'permissionMaxAge', 5 * SECOND),
    worker: {
      concurrency: readPositiveInteger(config, 'worker.concurrency', 4),
      pollIntervalMs: readDuration(config, 'worker.pollInterval', 2 * SECOND),
      leaseMs: readDuration(config, 'worker.lease', 60 * SECOND),
    },
    refresh: {
      frequencyMs: readDuration(config, 'refresh.frequency', MINUTE),
      batchSize: readPositiveInteger(config, 'refresh.batchSize', 50),
    },
    notifications: config?.getOptionalBoolean('notifications.enabled') ?? true,
    // As the template of applications names their repositories.
    repositoryPrefix:
      root.getOptionalString('idp.repositories.prefix') ?? 'idp-',
  };
}

function readTrustedRepositories(config: Config | undefined): string[] {
  const names = config?.getOptionalStringArray('trustedRepositories') ?? [];
  for (const name of names) {
    if (!TRUSTED_REPOSITORY.test(name)) {
      throw new InputError(
        `deploy.trustedRepositories names '${name}': write it as owner/name, or with the folder that each entity may use as owner/name/apps/{name}`,
      );
    }
  }
  return names;
}

function readDuration(
  config: Config | undefined,
  key: string,
  fallback: number,
): number {
  if (!config?.has(key)) {
    return fallback;
  }
  const milliseconds = durationToMilliseconds(
    readDurationFromConfig(config, { key }),
  );
  if (milliseconds <= 0) {
    throw new InputError(`deploy.${key} must be longer than nothing`);
  }
  return milliseconds;
}

function readPositiveInteger(
  config: Config | undefined,
  key: string,
  fallback: number,
): number {
  const value = config?.getOptionalNumber(key) ?? fallback;
  if (!Number.isInteger(value) || value < 1) {
    throw new InputError(
      `deploy.${key} is '${value}': it must be a whole number of at least 1`,
    );
  }
  return value;
}
