import { ServiceUnavailableError } from '@backstage/errors';

/**
 * GitHub asks for a pause that is longer than the caller was ready to wait.
 *
 * @remarks
 *
 * Nothing was done by the refused call. Callers with a queue park their work for `retryAfterSeconds`;
 * callers without one show the message.
 *
 * @public
 */
export class GithubWaitError extends ServiceUnavailableError {
  /** Seconds until GitHub takes calls again; 60 where GitHub did not say, which is the least it asks for. */
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
