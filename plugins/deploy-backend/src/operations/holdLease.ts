import { LeaseLostError } from '../errors/DeployErrors';

// Orchestrators send SIGKILL 30 seconds after SIGTERM, and the operation must be free before.
const HAND_OVER_AFTER_MS = 10_000;

/** The process ends: another replica goes on with the operation. */
export class HandOverError extends Error {
  constructor(operationId: string) {
    super(`Operation ${operationId} is handed over to another replica`);
    this.name = 'HandOverError';
  }
}

/**
 * Does a piece of work while a lease is kept. The work is given up, and what comes of it is not listened to any
 * more, where the lease is lost or the process must end: whoever comes next looks at what it did.
 *
 * @throws LeaseLostError where another worker has the lease
 * @throws HandOverError where the signal to stop came and the work was not done in time
 */
export async function holdLease<T>(
  lease: {
    operationId: string;
    leaseMs: number;
    extend: () => Promise<void>;
    /** Given when the process is to end. */
    signal?: AbortSignal;
    handOverAfterMs?: number;
  },
  work: () => Promise<T>,
): Promise<T> {
  const { signal, handOverAfterMs = HAND_OVER_AFTER_MS } = lease;
  let heartbeat: NodeJS.Timeout | undefined;
  let handOver: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const interrupted = new Promise<never>((_, reject) => {
    heartbeat = setInterval(() => {
      lease.extend().catch(error => {
        // Where the database is away, the lease says at its end who is right.
        if (error instanceof LeaseLostError) {
          reject(error);
        }
      });
    }, lease.leaseMs / 3);
    onAbort = () => {
      handOver ??= setTimeout(
        () => reject(new HandOverError(lease.operationId)),
        handOverAfterMs,
      );
    };
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) {
      onAbort();
    }
  });
  // Nobody listens to it after the work is done.
  interrupted.catch(() => {});
  try {
    return await Promise.race([work(), interrupted]);
  } finally {
    clearInterval(heartbeat);
    clearTimeout(handOver);
    if (onAbort) {
      signal?.removeEventListener('abort', onAbort);
    }
  }
}
