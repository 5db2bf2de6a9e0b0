import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { parseEcrHost } from './parseEcrHost';

/** How the portal signs in at a registry. */
export type RegistrySignIn =
  | { kind: 'anonymous' }
  | { kind: 'password'; username: string; password: string }
  /** With a token that AWS gives for the portal's own AWS credentials. */
  | { kind: 'ecr'; accountId: string; region: string; endpoint?: string }
  /** With the credentials of `integrations.github` for this host. */
  | { kind: 'github'; githubHost: string };

/** Access to one container registry. */
export interface RegistryConfig {
  host: string;
  /** Where the API answers, without a slash at the end. */
  baseUrl: string;
  insecure: boolean;
  signIn: RegistrySignIn;
  /** The only host, beside the registry, that tokens are fetched from. */
  tokenHost: string;
  /** Hosts that the registry may send to for content although they are in the inner network. */
  storageHosts: string[];
  timeoutMilliseconds: number;
}

const DEFAULT_TIMEOUT_MILLISECONDS = 10_000;
/** Somebody waits for the answer. */
const MAX_TIMEOUT_MILLISECONDS = 120_000;

// Docker Hub answers its API on other hosts than the name in image references.
const apiHosts: Record<string, { api: string; token: string }> = {
  'docker.io': { api: 'registry-1.docker.io', token: 'auth.docker.io' },
};

function readHost(host: string, key: string): string {
  if (!/^[a-zA-Z0-9.-]+(:\d{1,5})?$/.test(host)) {
    throw new InputError(
      `The registry host '${host}' in deploy.registries (${key}) must be a host name with an optional port, without 'https://' and path`,
    );
  }
  return host.toLowerCase();
}

function readTimeout(registry: Config, host: string): number {
  const timeout =
    registry.getOptionalNumber('timeout') ?? DEFAULT_TIMEOUT_MILLISECONDS;
  if (!(timeout >= 1 && timeout <= MAX_TIMEOUT_MILLISECONDS)) {
    throw new InputError(
      `The registry '${host}' in deploy.registries has 'timeout: ${timeout}': give milliseconds, at most ${MAX_TIMEOUT_MILLISECONDS}`,
    );
  }
  return timeout;
}

function readSignIn(registry: Config, host: string): RegistrySignIn {
  const username = registry.getOptionalString('username');
  const password = registry.getOptionalString('password');
  if ((username === undefined) !== (password === undefined)) {
    throw new InputError(
      `The registry '${host}' in deploy.registries needs both username and password, or neither`,
    );
  }
  const kind = registry.getOptionalString('authentication');
  if (username !== undefined && password !== undefined) {
    if (kind !== undefined) {
      throw new InputError(
        `The registry '${host}' in deploy.registries has a password and 'authentication: ${kind}': give one of them`,
      );
    }
    return { kind: 'password', username, password };
  }
  const ecr = parseEcrHost(host);
  switch (kind) {
    case 'github':
      return {
        kind,
        githubHost: registry.getOptionalString('githubHost') ?? 'github.com',
      };
    case undefined:
    case 'ecr': {
      if (!ecr && kind === undefined) {
        return { kind: 'anonymous' };
      }
      const accountId =
        registry.getOptionalString('ecr.accountId') ?? ecr?.accountId;
      const region = registry.getOptionalString('ecr.region') ?? ecr?.region;
      if (accountId === undefined || region === undefined) {
        throw new InputError(
          `The registry '${host}' in deploy.registries is not named like one of Amazon ECR (<account>.dkr.ecr.<region>.amazonaws.com), so it needs ecr.accountId and ecr.region`,
        );
      }
      return {
        kind: 'ecr',
        accountId,
        region,
        endpoint: registry.getOptionalString('ecr.endpoint'),
      };
    }
    default:
      throw new InputError(
        `The registry '${host}' in deploy.registries has 'authentication: ${kind}': use ecr or github, or username and password`,
      );
  }
}

/** Reads `deploy.registries`. */
export function readRegistriesConfig(config: Config): RegistryConfig[] {
  const registries = (
    config.getOptionalConfigArray('deploy.registries') ?? []
  ).map(registry => {
    const host = readHost(registry.getString('host'), 'host');
    const insecure = registry.getOptionalBoolean('insecure') ?? false;
    const known = apiHosts[host];
    const tokenHost = registry.getOptionalString('tokenHost');
    return {
      host,
      insecure,
      baseUrl: `${insecure ? 'http' : 'https'}://${known?.api ?? host}`,
      tokenHost: tokenHost
        ? readHost(tokenHost, 'tokenHost')
        : known?.token ?? host,
      storageHosts: (registry.getOptionalStringArray('storageHosts') ?? []).map(
        item => readHost(item, 'storageHosts'),
      ),
      signIn: readSignIn(registry, host),
      timeoutMilliseconds: readTimeout(registry, host),
    };
  });
  const hosts = registries.map(registry => registry.host);
  const twice = hosts.find((host, index) => hosts.indexOf(host) !== index);
  if (twice) {
    throw new InputError(
      `The registry '${twice}' is listed twice in deploy.registries; keep one entry per host`,
    );
  }
  return registries;
}
