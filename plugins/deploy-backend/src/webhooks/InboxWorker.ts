import { LoggerService } from '@backstage/backend-plugin-api';
import { describeError } from '../errors/describeError';
import { CompletionAudit } from './CompletionAudit';
import { HintFollower } from './HintFollower';
import { HintTarget, HintTargets } from './HintTargets';
import { ClaimedDelivery, DeliveryOutcome, InboxStore } from './InboxStore';
import { readMessage } from './messages/readMessage';
import { WebhookHint } from './messages/WebhookMessage';
import { OperationWaker } from './OperationWaker';
import { parseBody } from './parseBody';

const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 60_000;

/** A delivery that no other attempt can make anything of. */
class UselessDeliveryError extends Error {}

/**
 * Works on stored deliveries. All that one can do is to make the portal look at what it is about: the sources are
 * asked, and what a delivery says is never taken for so. Therefore the order and the number of deliveries do not
 * matter for where things end, and a forged one is worth one look.
 */
export class InboxWorker {
  readonly #store: InboxStore;
  readonly #targets: HintTargets;
  readonly #follower: HintFollower;
  readonly #waker: OperationWaker;
  readonly #completions: CompletionAudit;
  readonly #logger: LoggerService;
  readonly #leaseMs: number;
  readonly #maxAttempts: number;

  constructor(options: {
    store: InboxStore;
    targets: HintTargets;
    follower: HintFollower;
    waker: OperationWaker;
    completions: CompletionAudit;
    logger: LoggerService;
    leaseMs: number;
    maxAttempts: number;
  }) {
    this.#store = options.store;
    this.#targets = options.targets;
    this.#follower = options.follower;
    this.#waker = options.waker;
    this.#completions = options.completions;
    this.#logger = options.logger;
    this.#leaseMs = options.leaseMs;
    this.#maxAttempts = options.maxAttempts;
  }

  /** Works on the next due delivery. False where nothing is due. */
  async runOnce(): Promise<boolean> {
    const delivery = await this.#store.claim(this.#leaseMs);
    if (!delivery) {
      return false;
    }
    try {
      const { outcome, reason } = await this.#follow(delivery);
      await this.#store.finish(delivery, outcome, reason);
    } catch (error) {
      await this.#putBack(delivery, error);
    }
    return true;
  }

  async #follow(
    delivery: ClaimedDelivery,
  ): Promise<{ outcome: DeliveryOutcome; reason?: string }> {
    const { source, event, body } = delivery;
    const message = readMessage(
      source,
      event,
      parseBody(Buffer.from(body)).json,
    );
    switch (message.kind) {
      case 'invalid':
        throw new UselessDeliveryError(
          `Not what '${source}' sends: ${message.problem}`,
        );
      case 'ignored':
        return { outcome: 'ignored', reason: message.reason };
      case 'completion': {
        const record = await this.#completions.check(message.completion);
        if (!record) {
          return { outcome: 'audited', reason: 'Not from a job of ours' };
        }
        const { entityRef, environment } = record.operation;
        await this.#followAll([{ entityRef, environment }], true);
        return { outcome: 'hinted' };
      }
      default: {
        const found = await this.#followAll(message.hints, message.refresh);
        return found > 0
          ? { outcome: 'hinted' }
          : {
              outcome: 'ignored',
              reason: 'Nothing in the catalog is deployed from or to there',
            };
      }
    }
  }

  async #followAll(
    hints: readonly WebhookHint[],
    refresh: boolean,
  ): Promise<number> {
    let found = 0;
    for (const hint of hints) {
      const targets = await this.#targets.find(hint);
      found += targets.length;
      for (const [entityRef, environments] of byEntity(targets)) {
        await this.#waker.wake({ entityRef, environments });
      }
      if (refresh) {
        targets.forEach(target => this.#follower.request(target));
      }
    }
    return found;
  }

  async #putBack(delivery: ClaimedDelivery, error: unknown): Promise<void> {
    const attempt = delivery.attempts + 1;
    const dead =
      error instanceof UselessDeliveryError || attempt >= this.#maxAttempts;
    this.#logger[dead ? 'error' : 'warn'](
      dead
        ? 'A webhook is given up; it can be replayed'
        : 'A webhook could not be followed, and is tried again',
      {
        id: String(delivery.sequence),
        source: delivery.source,
        attempt,
        error: describeError(error),
      },
    );
    await this.#store.fail(delivery, {
      error: error instanceof Error ? error.message : String(error),
      retryAfterMs: dead
        ? undefined
        : Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)),
    });
  }
}

function byEntity(targets: readonly HintTarget[]): Map<string, string[]> {
  const environments = new Map<string, string[]>();
  for (const { app, item } of targets) {
    const names = environments.get(app.entityRef) ?? [];
    environments.set(app.entityRef, [...names, item.environment.name]);
  }
  return environments;
}
