import { LoggerService } from '@backstage/backend-plugin-api';
import { describeError } from '../errors/describeError';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { callPort, WRITE_TIMEOUT_MS } from '../adapters/callPort';
import { DatabaseOutbox, OutboxMessage } from '../database/DatabaseOutbox';

const DEFAULT_LEASE_MS = 60_000;
const MAX_DELAY_MS = 10 * 60_000;
/** A chat that is away for a night gets its messages in the morning. */
const GIVE_UP_AFTER_MS = 24 * 60 * 60_000;
/** A database that was set forward must not give up what was hardly tried. */
const FEWEST_ATTEMPTS = 10;

/** Hands the messages of the outbox to the notifiers, until each of them has it or it was given up. */
export class OutboxDispatcher {
  readonly #outbox: DatabaseOutbox;
  readonly #adapters: AdapterRegistry;
  readonly #leaseMs: number;
  readonly #logger: LoggerService;

  constructor(options: {
    outbox: DatabaseOutbox;
    adapters: AdapterRegistry;
    logger: LoggerService;
    /** How long a replica may take to send a message before another one does. A minute by default. */
    leaseMs?: number;
  }) {
    this.#outbox = options.outbox;
    this.#adapters = options.adapters;
    this.#logger = options.logger;
    this.#leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
  }

  /** Sends the next due message. False where there is none. */
  async runOnce(): Promise<boolean> {
    const message = await this.#outbox.claim(this.#leaseMs);
    if (!message) {
      return false;
    }
    const { deliveredTo, errors } = await this.#send(message);
    if (errors.length === 0) {
      await this.#outbox.delivered(message);
      return true;
    }
    const attempts = message.attempts + 1;
    const error = errors.join('; ');
    const givenUp =
      attempts >= FEWEST_ATTEMPTS &&
      message.nowMs - message.createdAtMs >= GIVE_UP_AFTER_MS;
    this.#logger.warn(
      givenUp
        ? 'A message about a deployment was given up'
        : 'A message about a deployment could not be sent yet',
      { eventId: message.event.id, attempts, error },
    );
    await this.#outbox.failed(message, {
      error,
      deliveredTo,
      retryAfterMs: givenUp
        ? undefined
        : Math.min(MAX_DELAY_MS, 1000 * 2 ** attempts),
    });
    return true;
  }

  /** Tries those notifiers that do not have it: one that is away does not make the others repeat themselves. */
  async #send(message: OutboxMessage) {
    const deliveredTo = [...message.deliveredTo];
    const errors: string[] = [];
    await Promise.all(
      this.#adapters
        .notifiers()
        .filter(({ id }) => !deliveredTo.includes(id))
        .map(async notifier => {
          try {
            await callPort(
              `The notifier '${notifier.id}'`,
              WRITE_TIMEOUT_MS,
              () => notifier.notify(message.event),
            );
            deliveredTo.push(notifier.id);
          } catch (error) {
            errors.push(describeError(error));
          }
        }),
    );
    return { deliveredTo, errors };
  }
}
