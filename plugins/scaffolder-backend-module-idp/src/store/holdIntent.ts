import type { LoggerService } from '@backstage/backend-plugin-api';
import { IntentLease, OrderIntents } from './OrderIntents';

/**
 * Does something while an intent is held: gives signs of life meanwhile, and stops when somebody else took over, which
 * happens to a process that was paused for long.
 */
export async function holdIntent<T>(
  intents: OrderIntents,
  lease: IntentLease,
  options: { signal?: AbortSignal; logger: LoggerService },
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, logger } = options;
  const lost = new AbortController();
  const timer = setInterval(async () => {
    try {
      if (!(await intents.renew(lease))) {
        lost.abort(new Error('Another process took over this order meanwhile'));
      }
    } catch (error) {
      // The lease outlasts three more of these; without it, somebody else goes on.
      logger.warn(`Cannot keep the order as being worked on: ${error}`);
    }
  }, intents.leaseMilliseconds / 4);
  timer.unref();
  try {
    return await act(
      signal ? AbortSignal.any([signal, lost.signal]) : lost.signal,
    );
  } finally {
    clearInterval(timer);
  }
}
