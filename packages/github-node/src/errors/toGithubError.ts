import {
  AuthenticationError,
  ConflictError,
  CustomErrorBase,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { classifyGithubError, GithubFailure } from './classifyGithubError';
import { GithubWaitError } from './GithubWaitError';

/**
 * Says what was being done when a call failed.
 *
 * @public
 */
export interface GithubErrorContext {
  /** A verb with its object, as in "create the pull request". */
  action: string;
  /** `owner/name` of the repository, or the organization. */
  repository?: string;
  /** What the reader can do about it; replaces the general advice. */
  fix?: string;
}

const UNSTATED_WAIT_SECONDS = 60;

function adviceFor(failure: GithubFailure): string {
  switch (failure.kind) {
    case 'rate-limit':
      return `Try again in ${
        failure.retryAfterSeconds ?? UNSTATED_WAIT_SECONDS
      } seconds.`;
    case 'unauthorized':
      return 'The token has expired or was revoked: renew it in the configuration under integrations.github for this host.';
    case 'forbidden':
      return 'Give the token or the GitHub App of integrations.github the missing permission, or choose a repository that it may change.';
    case 'not-found':
      return 'Check the spelling, and that the token or the GitHub App of integrations.github may see it.';
    case 'moved':
      return 'The repository was renamed or transferred: use its new name.';
    case 'conflict':
      return 'It exists already or was changed meanwhile: look at its present state and try again.';
    case 'invalid':
      return 'Correct the value that GitHub names.';
    case 'aborted':
      return 'Start it again when it is still wanted.';
    case 'timeout':
    case 'network':
    case 'server':
      return 'GitHub is unreachable or has a problem of its own: try again later.';
    default:
      return 'Look at the detail that GitHub gives.';
  }
}

function describe(failure: GithubFailure): string {
  const status = failure.status ? `GitHub answered ${failure.status}` : '';
  return [status, failure.detail].filter(Boolean).join(': ') || failure.kind;
}

/**
 * Turns whatever a GitHub call threw into a Backstage error that says what failed, where, why, and how to fix it.
 *
 * @remarks
 *
 * The result never carries the request, its headers or the original error, because these hold tokens.
 * Errors that are Backstage errors already pass through unchanged. An expired token of the portal is an
 * `AuthenticationError`; callers with a queue should park instead of trying again.
 *
 * @param error - whatever was thrown
 * @param context - what was being done
 * @public
 */
export function toGithubError(
  error: unknown,
  context: GithubErrorContext,
): Error {
  if (error instanceof CustomErrorBase) {
    return error;
  }
  const failure = classifyGithubError(error);
  const where = context.repository ? ` in "${context.repository}"` : '';
  const message = `Could not ${context.action}${where}: ${describe(failure)}. ${
    context.fix ?? adviceFor(failure)
  }`;
  switch (failure.kind) {
    case 'rate-limit':
      return new GithubWaitError(
        message,
        failure.retryAfterSeconds ?? UNSTATED_WAIT_SECONDS,
      );
    case 'unauthorized':
      return new AuthenticationError(message);
    case 'forbidden':
      return new NotAllowedError(message);
    case 'not-found':
    case 'moved':
      return new NotFoundError(message);
    case 'conflict':
      return new ConflictError(message);
    case 'invalid':
      return new InputError(message);
    default:
      return new ServiceUnavailableError(message);
  }
}
