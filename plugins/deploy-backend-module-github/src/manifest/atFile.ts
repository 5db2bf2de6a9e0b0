import {
  ConflictError,
  InputError,
  NotFoundError,
  isError,
} from '@backstage/errors';

const refusals = { ConflictError, InputError, NotFoundError };

function isRefusal(name: string): name is keyof typeof refusals {
  return Object.hasOwn(refusals, name);
}

/** Runs something about a file; what it refuses says which file. */
export function atFile<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (isError(error) && isRefusal(error.name)) {
      throw new refusals[error.name](`'${path}': ${error.message}`);
    }
    throw error;
  }
}
