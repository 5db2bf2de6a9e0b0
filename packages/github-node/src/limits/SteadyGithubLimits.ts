import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { GithubLimits } from './GithubLimits';
import { MemoryGithubLimits } from './MemoryGithubLimits';

/** Milliseconds that two clocks may differ, while a pause is noted here and there. */
const TOLERANCE = 2_000;

/** The plugins of one process have a database each, and the same account at GitHub. */
const ofProcess = new MemoryGithubLimits();

/**
 * Shared limits that a failing database does not turn into failing calls: this process then goes by what it was told
 * itself. What any plugin of this process was told, it passes on to the replicas of this one.
 *
 * @internal
 */
export class SteadyGithubLimits implements GithubLimits {
  readonly #shared: GithubLimits;
  readonly #own: GithubLimits;
  readonly #logger: LoggerService;

  constructor(
    shared: GithubLimits,
    logger: LoggerService,
    own: GithubLimits = ofProcess,
  ) {
    this.#own = own;
    this.#shared = shared;
    this.#logger = logger;
  }

  async pauseLeft(keys: string[]): Promise<number> {
    const shared = (await this.#ask(() => this.#shared.pauseLeft(keys))) ?? 0;
    const own = await this.#own.pauseLeft(keys);
    if (own > shared + TOLERANCE) {
      await this.#passOn(keys);
    }
    return Math.max(shared, own);
  }

  async #passOn(keys: string[]): Promise<void> {
    for (const key of keys) {
      const left = await this.#own.pauseLeft([key]);
      if (left > 0) {
        await this.#ask(() => this.#shared.pause(key, left));
      }
    }
  }

  async pause(key: string, milliseconds: number): Promise<void> {
    await this.#own.pause(key, milliseconds);
    await this.#ask(() => this.#shared.pause(key, milliseconds));
  }

  async takeTurn(key: string): Promise<number> {
    return (
      (await this.#ask(() => this.#shared.takeTurn(key))) ??
      this.#own.takeTurn(key)
    );
  }

  async #ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    try {
      return await question();
    } catch (error) {
      this.#logger.warn(
        'The limits of GitHub cannot be shared with other replicas at the moment',
        { reason: stringifyError(error) },
      );
      return undefined;
    }
  }
}
