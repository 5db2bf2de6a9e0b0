import { LoggerService } from '@backstage/backend-plugin-api';
import { describeError } from '../errors/describeError';
import { HintTarget } from './HintTargets';

const MAX_WAITING = 10_000;

/**
 * Reads environments again that somebody hinted at. However many hints come about one, it is read once at a time and
 * once more after that, with a pause in between: the sources are not to be flooded by way of the portal. What is lost
 * here, by a restart or because too much waits, is found by the periodic pass.
 */
export class HintFollower {
  readonly #refresh: (target: HintTarget) => Promise<void>;
  readonly #logger: LoggerService;
  readonly #concurrency: number;
  readonly #restMs: number;
  readonly #waiting = new Map<string, HintTarget>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #resting = new Map<string, NodeJS.Timeout>();
  #stopped = false;

  constructor(options: {
    refresh: (target: HintTarget) => Promise<void>;
    logger: LoggerService;
    /** Environments that are read at once. Defaults to 8. */
    concurrency?: number;
    /** The least time from the end of a read to the next of the same environment. Defaults to a second. */
    restMs?: number;
  }) {
    this.#refresh = options.refresh;
    this.#logger = options.logger;
    this.#concurrency = options.concurrency ?? 8;
    this.#restMs = options.restMs ?? 1000;
  }

  /** Asks for a read that begins after this. */
  request(target: HintTarget): void {
    const key = keyOf(target);
    if (this.#stopped) {
      return;
    }
    if (this.#waiting.size >= MAX_WAITING && !this.#waiting.has(key)) {
      this.#logger.warn(
        'Too many deployments are hinted at; the periodic pass reads the rest',
      );
      return;
    }
    this.#waiting.set(key, target);
    this.#next();
  }

  /** How many environments wait to be read. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Resolves when nothing waits and nothing runs. */
  async idle(): Promise<void> {
    while (this.#waiting.size + this.#running.size > 0) {
      await (this.#running.size > 0
        ? Promise.race(this.#running.values())
        : new Promise<void>(resolve => {
            setTimeout(resolve, this.#restMs);
          }));
    }
  }

  /** Takes no more, and lets what runs finish. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting.clear();
    for (const timer of this.#resting.values()) {
      clearTimeout(timer);
    }
    this.#resting.clear();
    await Promise.all(this.#running.values());
  }

  #next(): void {
    for (const [key, target] of this.#waiting) {
      if (this.#running.size >= this.#concurrency) {
        return;
      }
      if (!this.#running.has(key) && !this.#resting.has(key)) {
        this.#waiting.delete(key);
        this.#running.set(key, this.#run(key, target));
      }
    }
  }

  async #run(key: string, target: HintTarget): Promise<void> {
    try {
      await this.#refresh(target);
    } catch (error) {
      this.#logger.warn('A hint about a deployment could not be followed', {
        entityRef: target.app.entityRef,
        environment: target.item.environment.name,
        error: describeError(error),
      });
    }
    this.#running.delete(key);
    if (this.#stopped) {
      return;
    }
    const rest = setTimeout(() => {
      this.#resting.delete(key);
      this.#next();
    }, this.#restMs);
    rest.unref();
    this.#resting.set(key, rest);
    this.#next();
  }
}

function keyOf({ app, item }: HintTarget): string {
  return `${app.entityRef}#${item.environment.name}`;
}
