import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { GithubLimits } from './GithubLimits';
import { MemoryGithubLimits } from './MemoryGithubLimits';

/**
 * Shared limits that a failing database does not turn into failing calls: this process then goes by what it was told itself.
 *
 * @internal
 */
export class SteadyGithubLimits implements GithubLimits {
  readonly #shared: GithubLimits;
  readonly #own = new MemoryGithubLimits();
  readonly #logger: LoggerService;

  constructor(shared: GithubLimits, logger: LoggerService) {
    this.#shared = shared;
    this.#logger = logger;
  }

  async pauseLeft(keys: string[]): Promise<number> {
    return (
      (await this.#ask(() => this.#shared.pauseLeft(keys))) ??
      this.#own.pauseLeft(keys)
    );
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
