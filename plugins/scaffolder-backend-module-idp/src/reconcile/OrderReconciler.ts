import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { GithubWaitError } from '@openportal/github-node';
import {
  decideAutoMerge,
  OrdersConfig,
  OrdersRepository,
} from '@openportal/plugin-crossplane-node';
import { stringifyOrderRef } from '@openportal/plugin-crossplane-common';
import { audited } from '../actions/order/audited';
import { failOrder, leaveOrder } from '../actions/order/leaveOrder';
import { mergeOrder } from '../actions/order/mergeOrder';
import { openOrders, refuseOldLocation } from '../actions/order/openOrders';
import { OrderChange } from '../actions/order/OrderChange';
import { OrderActionOptions } from '../actions/order/runOrder';
import { submitOrder } from '../actions/order/submitOrder';
import { holdIntent } from '../store/holdIntent';
import { DueIntent } from '../store/OrderIntents';
import { followOrder } from './followOrder';
import { tellRequester } from './tellRequester';

// A look costs a few reads; a run of the task is short, so that no other replica waits for it.
const MAX_ORDERS = 20;
const MAX_TRIES = 20;
const MINUTE = 60_000;
const MAX_PAUSE = 15 * MINUTE;

/**
 * Settles the orders that no task settles: those whose task died midway and is not resumed, and those whose pull request
 * waits for people and comes to conflict with its base meanwhile. Whatever it does is also what a resumed task would do,
 * so that the two may meet.
 */
export class OrderReconciler {
  readonly #services: OrderActionOptions & {
    notifications: NotificationService;
  };
  readonly #orders: OrdersConfig;
  readonly #logger: LoggerService;

  constructor(
    services: OrderActionOptions & { notifications: NotificationService },
    orders: OrdersConfig,
    logger: LoggerService,
  ) {
    this.#services = services;
    this.#orders = orders;
    this.#logger = logger;
  }

  /** Looks at what is due, the longest first, and at no more than fits into a minute. */
  async run(signal?: AbortSignal): Promise<void> {
    const { intents } = this.#services;
    for (let count = 0; count < MAX_ORDERS && !signal?.aborted; count += 1) {
      const due = await intents.claim();
      if (!due) {
        break;
      }
      await this.#settle(due, signal);
    }
    await intents.forgetSettled();
  }

  async #settle(due: DueIntent, signal?: AbortSignal): Promise<void> {
    const { intents } = this.#services;
    const { lease, change } = due;
    const order = stringifyOrderRef(change.ref);
    const logger = this.#logger.child({ order, task: due.taskId });
    try {
      await holdIntent(intents, lease, { signal, logger }, async held => {
        refuseOldLocation(this.#orders, change);
        const repository = openOrders(this.#services, change.location, {
          logger,
          signal: held,
        });
        await (due.state === 'running'
          ? this.#finish(repository, due, logger)
          : this.#follow(repository, due, logger));
      });
    } catch (error) {
      if (signal?.aborted) {
        // The lease ends by itself, and somebody else goes on.
        return;
      }
      if (isFinal(error) || due.tries >= MAX_TRIES) {
        logger.warn(
          `The ${change.operation} of order ${order} failed: ${error}`,
        );
        await failOrder(intents, lease, error, logger);
        const { notifications } = this.#services;
        await tellRequester(notifications, change, error, logger);
        return;
      }
      const pause = pauseAfter(error, due.tries);
      logger.warn(
        `Trying the ${change.operation} of order ${order} again in ${
          pause / 1000
        } s: ${error}`,
      );
      await intents.settle(lease, {
        state: due.state,
        dueInMilliseconds: pause,
        tries: due.tries + 1,
        problem: String(error),
      });
    }
  }

  /** Completes what a task began. */
  async #finish(
    repository: OrdersRepository,
    due: DueIntent,
    logger: LoggerService,
  ): Promise<void> {
    const { auditor, intents } = this.#services;
    const { change, lease, taskId } = due;
    const { operation, ref, requestedBy } = change;
    logger.info('The task of this order stopped midway: completing the order');
    const event = { auditor, operation, ref, requestedBy, taskId };
    await audited(event, async () => {
      const pull = await submitOrder(repository, change, logger);
      const { merged } = this.#allowsMerge(change)
        ? await mergeOrder(repository, change, pull, logger)
        : { merged: false };
      await leaveOrder(intents, lease, change, merged);
    });
  }

  /** Keeps a waiting pull request mergeable. */
  async #follow(
    repository: OrdersRepository,
    due: DueIntent,
    logger: LoggerService,
  ): Promise<void> {
    const { intents } = this.#services;
    const { change, lease, tries } = due;
    const found = await followOrder(
      repository,
      change,
      { merge: this.#allowsMerge(change), redo: tries < MAX_TRIES },
      logger,
    );
    if (found === 'merged') {
      await leaveOrder(intents, lease, change, true);
      return;
    }
    await intents.settle(lease, {
      state: 'waiting',
      // What waits for days need not be looked at every minute.
      dueInMilliseconds: Math.min(
        MAX_PAUSE,
        Math.max(MINUTE, due.ageMilliseconds / 10),
      ),
      tries: found === 'redone' ? tries + 1 : tries,
    });
  }

  #allowsMerge(change: OrderChange): boolean {
    return decideAutoMerge(this.#orders, change).merge;
  }
}

/** Whether trying again comes to the same end. */
function isFinal(error: unknown): boolean {
  return (
    error instanceof ConflictError ||
    error instanceof InputError ||
    error instanceof NotAllowedError ||
    error instanceof NotFoundError
  );
}

function pauseAfter(error: unknown, tries: number): number {
  const asked =
    error instanceof GithubWaitError ? error.retryAfterSeconds * 1000 : 0;
  return Math.max(asked, Math.min(MAX_PAUSE, MINUTE * 2 ** tries));
}
