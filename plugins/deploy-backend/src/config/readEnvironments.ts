import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import {
  Environment,
  EnvironmentProtection,
} from '@openportal/plugin-deploy-common';

// Names end in namespaces, branches and paths.
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const unprotected: EnvironmentProtection = {
  mode: 'none',
  approvals: 0,
  excludeRequester: false,
  rollback: 'same',
  mergeWhenApproved: true,
};

const defaultEnvironments: Environment[] = [
  {
    name: 'development',
    title: 'development',
    aliases: ['dev'],
    protection: unprotected,
  },
  { name: 'qa', title: 'qa', aliases: [], protection: unprotected },
  {
    name: 'staging',
    title: 'staging',
    aliases: ['stg', 'stage'],
    protection: unprotected,
  },
  {
    name: 'prod',
    title: 'prod',
    aliases: ['production'],
    protection: {
      ...unprotected,
      mode: 'pull-request',
      approvals: 1,
      excludeRequester: true,
    },
  },
];

/** Reads the environments in their order, by default development, qa, staging and a protected prod. */
export function readEnvironments(config: Config | undefined): Environment[] {
  const configs = config?.getOptionalConfigArray('environments');
  if (!configs) {
    return structuredClone(defaultEnvironments);
  }
  if (configs.length === 0) {
    throw new InputError(
      'deploy.environments is empty: leave it out for the default ones, or name at least one',
    );
  }
  const environments = configs.map((item, index) =>
    readEnvironment(item, `deploy.environments[${index}]`),
  );
  const keyByName = new Map<string, string>();
  for (const [index, environment] of environments.entries()) {
    const key = `deploy.environments[${index}]`;
    for (const name of [environment.name, ...environment.aliases]) {
      const other = keyByName.get(name);
      if (other !== undefined) {
        throw new InputError(
          `${key} uses the name or alias '${name}', which ${other} uses already`,
        );
      }
      keyByName.set(name, key);
    }
  }
  return environments;
}

function readEnvironment(config: Config, key: string): Environment {
  const name = config.getString('name');
  const aliases = config.getOptionalStringArray('aliases') ?? [];
  for (const text of [name, ...aliases]) {
    if (!NAME.test(text)) {
      throw new InputError(
        `${key} has the name or alias '${text}': use lower case letters, digits and dashes, at most 63`,
      );
    }
  }
  const manifestPath = config.getOptionalString('manifestPath');
  if (manifestPath !== undefined) {
    assertPlaceholders(`${key}.manifestPath`, manifestPath, [
      'env',
      'environment',
    ]);
    assertManifestPath(`${key}.manifestPath`, manifestPath);
  }
  const namespace = config.getOptionalString('namespace');
  assertPlaceholders(`${key}.namespace`, namespace, ['name', 'environment']);
  const url = config.getOptionalString('url');
  assertPlaceholders(`${key}.url`, url, ['name', 'environment', 'namespace']);
  if (url !== undefined && !/^https?:\/\//.test(url)) {
    throw new InputError(
      `${key}.url is '${url}': write it with http:// or https://`,
    );
  }
  return {
    name,
    title: config.getOptionalString('title') ?? name,
    aliases,
    protection: readProtection(
      config.getOptionalConfig('protection'),
      `${key}.protection`,
    ),
    cluster: config.getOptionalString('cluster'),
    namespace,
    url,
    branch: config.getOptionalString('branch'),
    manifestPath,
    soakSeconds: readSoak(config, key),
  };
}

function readSoak(config: Config, key: string): number | undefined {
  if (!config.has('soak')) {
    return undefined;
  }
  const seconds =
    durationToMilliseconds(readDurationFromConfig(config, { key: 'soak' })) /
    1000;
  if (seconds <= 0) {
    throw new InputError(
      `${key}.soak must be longer than nothing: leave it out for none`,
    );
  }
  return seconds;
}

function assertPlaceholders(
  key: string,
  template: string | undefined,
  known: string[],
): void {
  const unknown = [...(template ?? '').matchAll(/\{([^{}]*)\}/g)].find(
    ([, name]) => !known.includes(name),
  );
  if (unknown) {
    throw new InputError(
      `${key} is '${template}', where '${
        unknown[0]
      }' stands for nothing: use ${known.map(name => `{${name}}`).join(', ')}`,
    );
  }
}

function readProtection(
  config: Config | undefined,
  key: string,
): EnvironmentProtection {
  const mode = config?.getOptionalString('mode') ?? 'none';
  if (mode !== 'none' && mode !== 'pull-request' && mode !== 'approvals') {
    throw new InputError(
      `${key}.mode is '${mode}': use 'none', 'pull-request' or 'approvals'`,
    );
  }
  const rollback = config?.getOptionalString('rollback') ?? 'same';
  if (rollback !== 'same' && rollback !== 'direct') {
    throw new InputError(
      `${key}.rollback is '${rollback}': use 'same' or 'direct'`,
    );
  }
  const approvals =
    config?.getOptionalNumber('approvals') ?? (mode === 'none' ? 0 : 1);
  if (!Number.isInteger(approvals) || approvals < 0 || approvals > 20) {
    throw new InputError(
      `${key}.approvals is '${approvals}': use a whole number from 0 to 20`,
    );
  }
  if (mode === 'none' && approvals > 0) {
    throw new InputError(
      `${key}.approvals is '${approvals}', but mode is 'none', which asks nobody: set mode to 'pull-request' or 'approvals'`,
    );
  }
  if (mode === 'approvals' && approvals === 0) {
    throw new InputError(
      `${key}.approvals is 0, but mode is 'approvals', which waits for at least one: set mode to 'none'`,
    );
  }
  if (mode !== 'pull-request' && config?.has('mergeWhenApproved')) {
    throw new InputError(
      `${key}.mergeWhenApproved is about pull requests, but mode is '${mode}': leave it out`,
    );
  }
  return {
    mode,
    approvals,
    excludeRequester:
      config?.getOptionalBoolean('excludeRequester') ?? mode !== 'none',
    rollback,
    mergeWhenApproved: config?.getOptionalBoolean('mergeWhenApproved') ?? true,
  };
}

/** Refuses a path that leaves the repository or reaches what runs in it. */
export function assertManifestPath(key: string, path: string): void {
  const parts = path.split('/');
  if (
    path.length > 255 ||
    !/^[A-Za-z0-9._{}/-]+$/.test(path) ||
    parts.some(part => part === '' || part === '.' || part === '..') ||
    parts[0].toLocaleLowerCase('en-US') === '.github' ||
    parts[0].toLocaleLowerCase('en-US') === '.git'
  ) {
    throw new InputError(
      `${key} is '${path}': use a folder inside the repository, for example environments/{env}`,
    );
  }
}
