import { ServiceUnavailableError } from '@backstage/errors';
import { EcrApi } from '../listings/EcrApi';
import { RegistryCredentials } from './RegistryCredentials';

/** Time before its end in which a token is no longer used. */
const MARGIN_MS = 5 * 60_000;
/** Tokens are good for twelve hours; where AWS does not say, they are not trusted for longer than this. */
const FALLBACK_MS = 3_600_000;

/** Tokens of Amazon ECR, one for all repositories of an account, kept until they end. */
export class EcrCredentials implements RegistryCredentials {
  readonly #api: EcrApi;
  readonly #now: () => number;
  #token: { header: string; goodUntil: number } | undefined;
  #asking: Promise<string> | undefined;

  constructor(options: { api: EcrApi; now?: () => number }) {
    this.#api = options.api;
    this.#now = options.now ?? Date.now;
  }

  async authorization({ fresh }: { fresh: boolean }): Promise<string> {
    if (!fresh && this.#token && this.#token.goodUntil > this.#now()) {
      return this.#token.header;
    }
    // Lookups that come together ask once; so none of them can take the question back.
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<string> {
    const { token, expiresAt } = await this.#api.authorizationToken();
    if (!token) {
      throw new ServiceUnavailableError('Amazon ECR gave no token');
    }
    this.#token = {
      // What AWS gives is the user name and the password already put together.
      header: `Basic ${token}`,
      goodUntil:
        (expiresAt?.getTime() ?? this.#now() + FALLBACK_MS) - MARGIN_MS,
    };
    return this.#token.header;
  }
}
