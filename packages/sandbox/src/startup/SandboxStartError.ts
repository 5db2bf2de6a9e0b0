/**
 * The sandbox cannot start, for a reason that the person who starts it can
 * mend; the message says how.
 *
 * @public
 */
export class SandboxStartError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'SandboxStartError';
  }
}

/** Turns failures of disk and database into words; hands back what it does not know. */
export function explainStorageError(error: unknown, folder: string): unknown {
  const code = (error as { code?: unknown } | undefined)?.code;
  const is = (...codes: string[]) =>
    typeof code === 'string' && codes.some(item => code.startsWith(item));

  if (is('ENOSPC', 'EDQUOT', 'SQLITE_FULL')) {
    return new SandboxStartError(
      `The disk that holds '${folder}' is full. Free some space, or choose another folder with --data-dir.`,
      { cause: error },
    );
  }
  if (
    is('EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST') ||
    is('ENOENT', 'SQLITE_CANTOPEN', 'SQLITE_READONLY')
  ) {
    return new SandboxStartError(
      `The data folder '${folder}' cannot be written (${code}). Make it writable, or choose another with --data-dir.`,
      { cause: error },
    );
  }
  if (is('SQLITE_CORRUPT', 'SQLITE_NOTADB')) {
    return new SandboxStartError(
      `The database in '${folder}' is damaged. Start over with --reset.`,
      { cause: error },
    );
  }
  return error;
}
