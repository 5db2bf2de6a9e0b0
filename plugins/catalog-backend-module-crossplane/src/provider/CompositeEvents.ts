import { LoggerService } from '@backstage/backend-plugin-api';
import { EventsService } from '@backstage/plugin-events-node';
import {
  CLUSTER_SCOPED,
  OrderRef,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import { PackedObject } from '../source/PackedObject';
import { Debouncer } from './Debouncer';

const DELAY_MILLISECONDS = 500;

/**
 * Topic of the event that an ordered resource changed in its cluster. The payload is the {@link OrderRef}.
 *
 * @internal
 */
export const COMPOSITE_CHANGED_TOPIC = 'crossplane.composite.changed';

/**
 * Tells others that ordered resources changed, once for all changes of a moment. An event is a hint: who gets
 * it reads the resource again, and who misses it reads it some time later.
 */
export class CompositeEvents {
  readonly #events: EventsService;
  readonly #waiting = new Map<string, OrderRef>();
  readonly #publishing: Debouncer;

  constructor(options: {
    events: EventsService;
    logger: LoggerService;
    delayMilliseconds?: number;
  }) {
    const delayMilliseconds = options.delayMilliseconds ?? DELAY_MILLISECONDS;
    this.#events = options.events;
    this.#publishing = new Debouncer({
      delayMilliseconds,
      retryMilliseconds: delayMilliseconds,
      run: () => this.#publish(),
      onError: error =>
        options.logger.warn(`Changes of orders were not published: ${error}`),
    });
  }

  add(cluster: string, xrd: string, { metadata }: PackedObject): void {
    const ref = {
      cluster,
      namespace: metadata.namespace ?? CLUSTER_SCOPED,
      xrd,
      name: metadata.name,
    };
    this.#waiting.set(stringifyOrderRef(ref), ref);
    this.#publishing.trigger();
  }

  async stop(): Promise<void> {
    await this.#publishing.stop();
  }

  async #publish(): Promise<void> {
    const refs = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const ref of refs) {
      await this.#events.publish({
        topic: COMPOSITE_CHANGED_TOPIC,
        eventPayload: { ...ref },
      });
    }
  }
}
