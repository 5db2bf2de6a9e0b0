import { randomUUID } from 'node:crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { EventParams, EventsService } from '@backstage/plugin-events-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  COMPOSITE_CHANGED_TOPIC,
  CROSSPLANE_ORDERS_CHANNEL,
  orderFileHint,
  orderHint,
  OrderRef,
  parseOrderBranch,
} from '@openportal/plugin-crossplane-common';
import { z } from 'zod';
import { OrderRepositories } from '../github/OrderRepositories';
import { OrderListService } from '../list/OrderListService';
import { OrderStatusService } from '../status/OrderStatusService';
import { orderBranchHint } from './orderBranchHint';
import { GithubHint, readGithubEvent } from './readGithubEvent';

const GITHUB_TOPICS = ['github', 'github.push', 'github.pull_request'];
/** A push of more files is a migration: pages learn of it when they poll. */
const MAX_HINTS = 200;

const compositeSchema = z.object({
  cluster: z.string(),
  namespace: z.string(),
  xrd: z.string(),
  name: z.string(),
});

/** Options of {@link OrderEvents}. */
export interface OrderEventsOptions {
  events: EventsService;
  signals: SignalsService;
  orders: OrderStatusService;
  list: OrderListService;
  repositories: OrderRepositories | undefined;
  logger: LoggerService;
}

/**
 * Tells open pages that an order changed, and forgets what was cached of it. Events are hints: whatever they say is
 * read anew by those who may, and pages that miss one poll.
 */
export class OrderEvents {
  readonly #options: OrderEventsOptions;

  constructor(options: OrderEventsOptions) {
    this.#options = options;
  }

  async subscribe(): Promise<void> {
    const { events } = this.#options;
    const topics = [COMPOSITE_CHANGED_TOPIC, ...GITHUB_TOPICS];
    // Every instance has caches of its own: with an id of its own each event reaches all of them.
    await events.subscribe({
      id: `crossplane-backend.cache.${randomUUID()}`,
      topics,
      onEvent: async event => this.#forget(event),
    });
    // One instance is enough to tell all pages.
    await events.subscribe({
      id: 'crossplane-backend.signals',
      topics,
      onEvent: async event => this.#signal(event),
    });
  }

  #forget(event: EventParams): void {
    const { orders, list, repositories } = this.#options;
    const ref = readOrderRef(event);
    if (ref) {
      orders.forget(ref);
      list.forget(ref);
      return;
    }
    const hint = this.#readHint(event);
    for (const { location, pulls, files } of repositories?.all() ?? []) {
      if (hint && sameRepository(location.repository, hint)) {
        pulls.forget();
        files.forget();
        orders.forgetAll();
      }
    }
  }

  async #signal(event: EventParams): Promise<void> {
    const { signals, logger } = this.#options;
    const ref = readOrderRef(event);
    const hints = ref ? [orderHint(ref)] : this.#fileHints(event);
    for (const hint of hints) {
      try {
        await signals.publish({
          recipients: { type: 'broadcast' },
          channel: CROSSPLANE_ORDERS_CHANNEL,
          message: { hint },
        });
      } catch (error) {
        logger.warn('Could not tell open pages that an order changed', {
          reason: String(error),
        });
      }
    }
  }

  #fileHints(event: EventParams): string[] {
    const hint = this.#readHint(event);
    const config = this.#options.repositories?.config;
    const repository =
      hint &&
      config?.allowedRepositories.find(name => sameRepository(name, hint));
    if (!hint || !config || !repository) {
      return [];
    }
    if (hint.kind === 'push') {
      const paths = hint.branch === config.baseBranch ? hint.paths : [];
      return paths
        .slice(0, MAX_HINTS)
        .map(path => orderFileHint(repository, path));
    }
    const parts = parseOrderBranch(hint.branch);
    return parts ? [orderBranchHint(repository, parts)] : [];
  }

  #readHint(event: EventParams): GithubHint | undefined {
    return event.topic === COMPOSITE_CHANGED_TOPIC
      ? undefined
      : readGithubEvent(event);
  }
}

function readOrderRef(event: EventParams): OrderRef | undefined {
  return event.topic === COMPOSITE_CHANGED_TOPIC
    ? compositeSchema.safeParse(event.eventPayload).data
    : undefined;
}

function sameRepository(name: string, hint: GithubHint): boolean {
  return name.toLowerCase() === hint.repository.toLowerCase();
}
