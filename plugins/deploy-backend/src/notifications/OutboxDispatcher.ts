import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { callPort, WRITE_TIMEOUT_MS } from '../adapters/callPort';
import { DatabaseOutbox } from '../database/DatabaseOutbox';

const LEASE_MS = 60_000;
const MAX_ATTEMPTS = 10;
const MAX_DELAY_MS = 10 * 60_000;

/** Hands the messages of the outbox to the notifiers, until each went out or was given up. */
export class OutboxDispatcher {
  readonly #outbox: DatabaseOutbox;
  readonly #adapters: AdapterRegistry;
  readonly #logger: LoggerService;

  constructor(options: {
    outbox: DatabaseOutbox;
    adapters: AdapterRegistry;
    logger: LoggerService;
  }) {
    this.#outbox = options.outbox;
    this.#adapters = options.adapters;
    this.#logger = options.logger;
  }

  /** Sends the next due message. False where there is none. */
  async runOnce(): Promise<boolean> {
    const message = await this.#outbox.claim(LEASE_MS);
    if (!message) {
      return false;
    }
    const results = await Promise.allSettled(
      this.#adapters
        .notifiers()
        .map(notifier =>
          callPort(`The notifier '${notifier.id}'`, WRITE_TIMEOUT_MS, () =>
            notifier.notify(message.event),
          ),
        ),
    );
    const errors = results.flatMap(result =>
      result.status === 'rejected' ? [stringifyError(result.reason)] : [],
    );
    if (errors.length === 0) {
      await this.#outbox.delivered(message);
      return true;
    }
    const attempts = message.attempts + 1;
    const error = errors.join('; ');
    const givenUp = attempts >= MAX_ATTEMPTS;
    this.#logger.warn(
      givenUp
        ? 'A message about a deployment was given up'
        : 'A message about a deployment could not be sent yet',
      { eventId: message.event.id, attempts, error },
    );
    await this.#outbox.failed(message, {
      error,
      retryAfterMs: givenUp
        ? undefined
        : Math.min(MAX_DELAY_MS, 1000 * 2 ** attempts),
    });
    return true;
  }
}
