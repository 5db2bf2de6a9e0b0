import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const paths = {
  data: join(root, '.data'),
  logs: join(root, '.logs'),
  toolchain: join(root, '.toolchain'),
  nodeModules: join(root, 'node_modules'),
  binaries: join(root, 'node_modules', '.bin'),
  cache: join(root, 'node_modules', '.cache', 'openportal'),
  /** Stands in for a home folder where the machine has none. */
  cacheHome: join(root, '.cache', 'home'),
  /** Held while a command changes .toolchain or node_modules. */
  lock: join(root, '.cache', 'bootstrap.lock'),
};
