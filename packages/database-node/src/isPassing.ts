/** Errors of PostgreSQL, as SQLSTATE, that another attempt may not meet. */
const passingStates = [
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '53300', // too_many_connections
  '55P03', // lock_not_available: the lock timeout
  '57P01', // admin_shutdown, pg_terminate_backend
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now: it starts
];
const passingCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'SQLITE_BUSY',
  'SQLITE_LOCKED',
];
/** What has no code: the driver's word for a connection that ended, and knex's names. */
const passingTexts = [
  /^Connection terminated/,
  /^Connection ended unexpectedly/,
  /^Client has encountered a connection error/,
];
const passingNames = ['KnexTimeoutError', 'MigrationLocked'];

/** Whether the same could work when it is tried again: nothing is wrong with what was asked. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const { code } = error as { code?: unknown };
  const text = typeof code === 'string' ? code : '';
  return (
    text.startsWith('08') ||
    passingStates.includes(text) ||
    passingCodes.some(known => text.startsWith(known)) ||
    passingNames.includes(error.name) ||
    passingTexts.some(known => known.test(error.message))
  );
}
