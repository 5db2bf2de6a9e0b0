import type { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import type { Octokit } from '@octokit/rest';
import {
  classifyGithubError,
  GithubFailure,
  GithubTransportError,
  isExhausted,
  readRetryAfter,
} from '../errors/classifyGithubError';
import { GithubLimits } from '../limits/GithubLimits';
import { CallKeys, callKeys } from '../limits/limitKeys';
import { GithubResponseCache } from '../reads/GithubResponseCache';
import { admitCall } from './admitCall';
import { decideRetry, UNSTATED_PAUSE } from './decideRetry';
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
  limits: GithubLimits;
  /** What GitHub counts the calls as. */
  account: string;
  /** Makes reads conditional. */
  responses?: GithubResponseCache;
  /** For tests. */
  wait?: typeof wait;
}

interface RequestLike {
  method: string;
  baseUrl: string;
  url: string;
  headers: object;
  request?: object;
  query?: unknown;
}

interface ResponseLike {
  status: number;
  url: string;
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

/** GraphQL says with status 200 that the limit is reached; Octokit finds out only after this policy. */
function isLimitedGraphql(url: string, data: unknown): boolean {
  if (!url.endsWith('/graphql') || typeof data !== 'object' || !data) {
    return false;
  }
  const errors: unknown = 'errors' in data ? data.errors : undefined;
  return (
    Array.isArray(errors) && errors.some(item => item?.type === 'RATE_LIMITED')
  );
}

function headerOf({ headers }: ResponseLike, wanted: string): string {
  const found = Object.entries(headers).find(
    ([name]) => name.toLowerCase() === wanted,
  );
  return String(found?.[1] ?? '');
}

/** A renamed repository answers with the address of its id. Only that is taken from a redirect, and only from our API. */
function movedRepository(
  { baseUrl }: RequestLike,
  response: ResponseLike,
): number | undefined {
  const location = headerOf(response, 'location');
  const prefix = `${baseUrl.replace(/\/+$/, '')}/repositories/`;
  const id = location.startsWith(prefix)
    ? /^(\d{1,15})(?=$|[/?])/.exec(location.slice(prefix.length))?.[1]
    : undefined;
  return id === undefined ? undefined : Number(id);
}

function checkAnswer(options: RequestLike, response: ResponseLike): void {
  const { method, url } = options;
  if (response.status >= 300 && response.status < 400) {
    // Followed by hand only: a redirect may lead to a host that nobody configured, with our token.
    const repositoryId = movedRepository(options, response);
    throw new GithubTransportError({
      kind: 'moved',
      status: response.status,
      detail: 'the answer is a redirect',
      ...(repositoryId === undefined ? {} : { repositoryId }),
    });
  }
  const type = headerOf(response, 'content-type');
  // Octokit hands over a JSON answer that it cannot parse as plain text: the connection broke midway.
  if (
    method !== 'HEAD' &&
    response.status !== 204 &&
    /^application\/json/.test(type) &&
    typeof response.data === 'string'
  ) {
    throw new GithubTransportError({
      kind: 'network',
      detail: 'the answer was cut off',
    });
  }
  if (isLimitedGraphql(url, response.data)) {
    throw new GithubTransportError({
      kind: 'rate-limit',
      status: response.status,
      limit: 'primary',
      detail: 'API rate limit exceeded',
      retryAfterSeconds: readRetryAfter({ ...response.headers }, Date.now()),
    });
  }
}

function isNotModified(error: unknown): boolean {
  return isError(error) && error.status === 304;
}

/** The last call of the hour says that it was the last: nobody has to be refused to know. */
async function noteUsedUp(
  limits: GithubLimits,
  { resource }: CallKeys,
  response: ResponseLike,
): Promise<void> {
  const headers = { ...response.headers };
  const seconds = isExhausted(headers)
    ? readRetryAfter(headers, Date.now())
    : undefined;
  if (seconds) {
    await limits.pause(resource, seconds * 1000);
  }
}

async function noteRefusal(
  limits: GithubLimits,
  { account, resource }: CallKeys,
  { limit, retryAfterSeconds }: GithubFailure,
  attempt: number,
): Promise<void> {
  if (limit) {
    await limits.pause(
      limit === 'primary' ? resource : account,
      retryAfterSeconds === undefined
        ? UNSTATED_PAUSE * attempt
        : retryAfterSeconds * 1000,
    );
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
  const { limits, logger, signal, responses } = policy;
  const waitFor = policy.wait ?? wait;

  octokit.hook.wrap('request', async (request, options) => {
    const keys = callKeys(policy.account, options.url);
    const readKey =
      options.method === 'GET'
        ? `${policy.account} ${options.headers.accept} ${
            octokit.request.endpoint.parse(options).url
          }`
        : undefined;
    let waited = 0;
    const send = async (fresh: boolean) => {
      signal?.throwIfAborted();
      const timeout = AbortSignal.timeout(policy.timeoutMilliseconds);
      const authorization = await policy.authorization({ fresh });
      // Changed in place: a wrapping hook cannot hand other options to the hooks within it.
      if (authorization) {
        options.headers.authorization = authorization;
      }
      const etag = readKey && responses?.etagOf(readKey);
      if (etag) {
        options.headers['if-none-match'] = etag;
      }
      options.request = {
        ...options.request,
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      };
      try {
        const response = await request(options);
        checkAnswer(options, response);
        await noteUsedUp(limits, keys, response);
        if (readKey) {
          responses?.keep(readKey, response);
        }
        return response;
      } catch (error) {
        signal?.throwIfAborted();
        const unchanged =
          readKey && isNotModified(error)
            ? responses?.recall(readKey)
            : undefined;
        if (unchanged) {
          return unchanged;
        }
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
    for (let attempt = 1; ; attempt += 1) {
      waited += await admitCall({
        ...policy,
        keys,
        isRead: isRead(options),
        maxWaitMilliseconds: policy.maxWaitMilliseconds - waited,
        wait: waitFor,
      });
      try {
        return await send(refreshed);
      } catch (error) {
        signal?.throwIfAborted();
        const failure = classifyGithubError(error);
        await noteRefusal(limits, keys, failure, attempt);
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
          // Pauses are waited for where every call begins, in this process or in another.
          if (decision.reason === 'transient') {
            logger.debug(
              `Waiting for GitHub: ${failure.kind}, next try in ${Math.ceil(
                decision.delayMilliseconds / 1000,
              )} s`,
            );
            await waitFor(decision.delayMilliseconds, signal);
          }
        }
      }
    }
  });
}
