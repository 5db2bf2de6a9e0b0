import type { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import type { Octokit } from '@octokit/rest';
import {
  classifyGithubError,
  GithubTransportError,
} from '../errors/classifyGithubError';
import { decideRetry } from './decideRetry';
import { wait } from './wait';

/** Gives the Authorization header; `fresh` asks for one that was not cached. */
export type AuthorizationSource = (options: {
  fresh: boolean;
}) => Promise<string | undefined>;

export interface RequestPolicyOptions {
  authorization: AuthorizationSource;
  logger: LoggerService;
  signal?: AbortSignal;
  timeoutMilliseconds: number;
  maxWaitMilliseconds: number;
}

interface RequestLike {
  method: string;
  url: string;
  headers: object;
  request?: object;
  query?: unknown;
}

interface ResponseLike {
  status: number;
  headers: object;
  data: unknown;
}

function isRead(options: RequestLike): boolean {
  if (options.method === 'GET' || options.method === 'HEAD') {
    return true;
  }
  return (
    options.url.endsWith('/graphql') &&
    typeof options.query === 'string' &&
    /^\s*(query\b|\{)/.test(options.query)
  );
}

function checkAnswer(method: string, response: ResponseLike): void {
  if (response.status >= 300 && response.status < 400) {
    // Followed by hand only: a redirect may lead to a host that nobody configured, with our token.
    throw new GithubTransportError({
      kind: 'moved',
      status: response.status,
      detail: 'the answer is a redirect',
    });
  }
  const type = Object.entries(response.headers).find(
    ([name]) => name.toLowerCase() === 'content-type',
  )?.[1];
  // Octokit hands over a JSON answer that it cannot parse as plain text: the connection broke midway.
  if (
    method !== 'HEAD' &&
    response.status !== 204 &&
    /^application\/json/.test(String(type ?? '')) &&
    typeof response.data === 'string'
  ) {
    throw new GithubTransportError({
      kind: 'network',
      detail: 'the answer was cut off',
    });
  }
}

/**
 * Makes every call of an Octokit client follow one policy: our own time limit, no redirects, credentials
 * fetched late and once more after a 401, pauses that GitHub asks for, and repeated reads.
 */
export function applyRequestPolicy(
  octokit: Octokit,
  policy: RequestPolicyOptions,
): void {
  const { logger, signal } = policy;

  octokit.hook.wrap('request', async (request, options) => {
    const send = async (fresh: boolean) => {
      signal?.throwIfAborted();
      const timeout = AbortSignal.timeout(policy.timeoutMilliseconds);
      const authorization = await policy.authorization({ fresh });
      // Changed in place: a wrapping hook cannot hand other options to the hooks within it.
      if (authorization) {
        options.headers.authorization = authorization;
      }
      options.request = {
        ...options.request,
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      };
      try {
        const response = await request(options);
        checkAnswer(options.method, response);
        return response;
      } catch (error) {
        signal?.throwIfAborted();
        const answered = isError(error) && error.response;
        if (timeout.aborted && !answered) {
          throw new GithubTransportError({
            kind: 'timeout',
            detail: `no answer within ${policy.timeoutMilliseconds / 1000} s`,
          });
        }
        throw error;
      }
    };

    let refreshed = false;
    let waited = 0;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send(refreshed);
      } catch (error) {
        signal?.throwIfAborted();
        const failure = classifyGithubError(error);
        if (failure.kind === 'unauthorized' && !refreshed) {
          // An installation token may have been revoked while it was cached.
          refreshed = true;
        } else {
          const decision = decideRetry({
            failure,
            isRead: isRead(options),
            attempt,
            waitedMilliseconds: waited,
            maxWaitMilliseconds: policy.maxWaitMilliseconds,
            random: Math.random(),
          });
          if (!decision.retry) {
            throw error;
          }
          const log =
            decision.reason === 'rate-limit'
              ? logger.warn.bind(logger)
              : logger.debug.bind(logger);
          log(
            `Waiting for GitHub: ${failure.kind}, next try in ${Math.ceil(
              decision.delayMilliseconds / 1000,
            )} s`,
          );
          if (decision.reason === 'rate-limit') {
            waited += decision.delayMilliseconds;
          }
          await wait(decision.delayMilliseconds, signal);
        }
      }
    }
  });
}
