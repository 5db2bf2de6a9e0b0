import type { Store } from '../core';
import { SandboxStartError } from './SandboxStartError';

/** Services with a port of their own, and the port that each has by default. */
export const defaultPorts = {
  github: 7100,
  'kubernetes:platform': 7110,
  'kubernetes:production': 7111,
  registry: 7120,
  console: 7130,
} as const;

/** A service that listens. */
export type ServiceName = keyof typeof defaultPorts;

/** A port for each service; 0 takes a free one. */
export type Ports = Record<ServiceName, number>;

const portsKey = 'ports';

/**
 * The ports to open. Files in the sandbox name its addresses, so a data folder
 * stays with the ports that it was made with.
 */
export function choosePorts(
  store: Store,
  choice: 'default' | 'ephemeral',
): Ports {
  const before = store.collection<Ports>('ports').get(portsKey);
  if (!before) {
    return choice === 'default'
      ? defaultPorts
      : {
          github: 0,
          'kubernetes:platform': 0,
          'kubernetes:production': 0,
          registry: 0,
          console: 0,
        };
  }
  const isOther = Object.entries(defaultPorts).some(
    ([name, port]) => before[name as ServiceName] !== port,
  );
  if (choice === 'default' && isOther) {
    throw new SandboxStartError(
      'The data folder was made with other ports than the default ones, and its files name them. Start with --host-ports ephemeral to use those ports again, or start over with --reset.',
    );
  }
  return before;
}

/** Remembers the ports that were really opened. */
export function rememberPorts(
  store: Store,
  urls: Record<ServiceName, string>,
): void {
  const ports = Object.fromEntries(
    Object.entries(urls).map(([name, url]) => [
      name,
      Number(new URL(url).port),
    ]),
  ) as Ports;
  store.collection<Ports>('ports').put(portsKey, ports);
}

/** Runs something that opens the port of a service; a taken port is said in words. */
export async function withPort<T>(
  ports: Ports,
  name: ServiceName,
  open: (port: number) => Promise<T>,
): Promise<T> {
  const port = ports[name];
  try {
    return await open(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new SandboxStartError(
        `Port ${port}, which the sandbox needs for ${name}, is taken. Find who has it with "lsof -nP -iTCP:${port} -sTCP:LISTEN" or "ss -ltnp sport = :${port}" and stop it, or start with another --data-dir and --host-ports ephemeral.`,
        { cause: error },
      );
    }
    throw error;
  }
}
