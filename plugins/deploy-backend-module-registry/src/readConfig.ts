import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** Access to one container registry. */
export interface RegistryConfig {
  host: string;
  /** Where the API answers, without a slash at the end. */
  baseUrl: string;
  insecure: boolean;
  credentials?: { username: string; password: string };
  /** The only host, beside the registry, that tokens are fetched from. */
  tokenHost: string;
  timeoutMilliseconds: number;
}

const DEFAULT_TIMEOUT_MILLISECONDS = 10_000;

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

/** Reads `deploy.registries`. */
export function readRegistriesConfig(config: Config): RegistryConfig[] {
  const registries = (
    config.getOptionalConfigArray('deploy.registries') ?? []
  ).map(registry => {
    const host = readHost(registry.getString('host'), 'host');
    const insecure = registry.getOptionalBoolean('insecure') ?? false;
    const username = registry.getOptionalString('username');
    const password = registry.getOptionalString('password');
    if ((username === undefined) !== (password === undefined)) {
      throw new InputError(
        `The registry '${host}' in deploy.registries needs both username and password, or neither`,
      );
    }
    const known = apiHosts[host];
    const tokenHost = registry.getOptionalString('tokenHost');
    return {
      host,
      insecure,
      baseUrl: `${insecure ? 'http' : 'https'}://${known?.api ?? host}`,
      tokenHost: tokenHost
        ? readHost(tokenHost, 'tokenHost')
        : known?.token ?? host,
      credentials:
        username !== undefined && password !== undefined
          ? { username, password }
          : undefined,
      timeoutMilliseconds:
        registry.getOptionalNumber('timeout') ?? DEFAULT_TIMEOUT_MILLISECONDS,
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
