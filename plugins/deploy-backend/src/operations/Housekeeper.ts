import { LoggerService } from '@backstage/backend-plugin-api';
import { describeError } from '../errors/describeError';

/** A piece of tidying up: says how many rows it changed, and is called until it is none. */
export type Chore = { name: string; batch: () => Promise<number> };

/** Tidies up in small batches, so that nobody waits for it and little is lost when it is stopped. */
export class Housekeeper {
  readonly #chores: Chore[];
  readonly #logger: LoggerService;

  constructor(options: { chores: Chore[]; logger: LoggerService }) {
    this.#chores = options.chores;
    this.#logger = options.logger;
  }

  /** Does everything that there is to do, until the signal says to stop. One chore that fails stops no other. */
  async run(signal: AbortSignal): Promise<void> {
    for (const { name, batch } of this.#chores) {
      try {
        let total = 0;
        let count = -1;
        while (count !== 0 && !signal.aborted) {
          count = await batch();
          total += count;
        }
        if (total > 0) {
          this.#logger.info('The deploy database was tidied up', {
            chore: name,
            rows: total,
          });
        }
      } catch (error) {
        this.#logger.warn('The deploy database could not be tidied up', {
          chore: name,
          error: describeError(error),
        });
      }
    }
  }
}
