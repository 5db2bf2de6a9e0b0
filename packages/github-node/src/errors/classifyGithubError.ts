/**
 * What went wrong with a call to GitHub, in the few kinds that callers act on.
 *
 * @public
 */
export type GithubFailureKind =
  | 'aborted'
  | 'timeout'
  | 'network'
  | 'server'
  | 'rate-limit'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'moved'
  | 'conflict'
  | 'invalid'
  | 'other';

/**
 * A failed call to GitHub without anything secret in it: no headers, no tokens, no request body.
 *
 * @public
 */
export interface GithubFailure {
  kind: GithubFailureKind;
  /** HTTP status, absent when no answer arrived. */
  status?: number;
  /** What GitHub said, shortened; empty when the answer was no JSON. */
  detail: string;
  /** Seconds to wait before another call makes sense; only for rate limits, and only when GitHub said it. */
  retryAfterSeconds?: number;
  /**
   * Which limit: the primary one counts the calls of an hour for each part of the API, a secondary one concerns every
   * call. Only for rate limits that GitHub answered with.
   */
  limit?: 'primary' | 'secondary';
  /** Id of the repository that an answer of kind `moved` leads to, at the same address of the API. */
  repositoryId?: number;
}

/**
 * Thrown by the client of this package for failures that Octokit itself does not see as failures:
 * redirects, cut-off answers and time limits.
 *
 * @internal
 */
export class GithubTransportError extends Error {
  readonly failure: GithubFailure;

  constructor(failure: GithubFailure) {
    super(failure.detail);
    this.name = 'GithubTransportError';
    this.failure = failure;
  }
}

// A message of GitHub goes into logs and task pages; a page of HTML or a stack does not belong there.
const DETAIL_MAX_LENGTH = 300;

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > DETAIL_MAX_LENGTH
    ? `${line.slice(0, DETAIL_MAX_LENGTH)}…`
    : line;
}

function describeBody(body: unknown): string {
  const { message, errors } = fieldsOf(body);
  const details = Array.isArray(errors)
    ? errors.map(item => {
        if (typeof item === 'string') {
          return item;
        }
        const error = fieldsOf(item);
        return (
          textOf(error.message) ||
          [error.resource, error.field, error.code].map(textOf).join(' ')
        );
      })
    : [];
  return shorten([textOf(message), ...details].filter(Boolean).join(': '));
}

/**
 * The seconds after which GitHub allows another call, from the answer's headers.
 *
 * @internal
 */
export function readRetryAfter(
  headers: Record<string, unknown>,
  nowMilliseconds: number,
): number | undefined {
  const retryAfter = headers['retry-after'];
  if (retryAfter !== undefined) {
    const text = String(retryAfter).trim();
    if (/^\d+$/.test(text)) {
      return Number(text);
    }
    const date = Date.parse(text);
    if (!Number.isNaN(date)) {
      return Math.max(0, Math.ceil((date - nowMilliseconds) / 1000));
    }
  }
  if (isExhausted(headers)) {
    const reset = Number(headers['x-ratelimit-reset']);
    if (Number.isFinite(reset) && reset > 0) {
      return Math.max(0, Math.ceil(reset - nowMilliseconds / 1000));
    }
  }
  return undefined;
}

/**
 * Whether the calls of this hour are used up. A stated pause is that of a secondary limit, whatever is left.
 *
 * @internal
 */
export function isExhausted(headers: Record<string, unknown>): boolean {
  return (
    headers['retry-after'] === undefined &&
    String(headers['x-ratelimit-remaining']) === '0'
  );
}

function isRateLimit(
  status: number,
  headers: Record<string, unknown>,
  detail: string,
): boolean {
  if (status === 429) {
    return true;
  }
  return (
    status === 403 &&
    (headers['retry-after'] !== undefined ||
      String(headers['x-ratelimit-remaining']) === '0' ||
      /secondary rate limit|abuse detection|rate limit exceeded/i.test(detail))
  );
}

function kindOfStatus(status: number): GithubFailureKind {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
    case 410:
    case 451:
      return 'not-found';
    case 409:
    case 412:
      return 'conflict';
    case 400:
    case 413:
    case 422:
      return 'invalid';
    default:
      if (status >= 500) {
        return 'server';
      }
      return [301, 302, 303, 307, 308].includes(status) ? 'moved' : 'other';
  }
}

// GitHub answers "it is there already" and "the branch moved" with 422; both are conflicts, not wrong input.
const CONFLICT_DETAIL =
  /already exists|already_exists|fast[- ]forward|reference update failed/i;

function classifyGraphql(error: Fields): GithubFailure {
  const first = fieldsOf(
    Array.isArray(error.errors) ? error.errors[0] : undefined,
  );
  const detail = shorten(textOf(first.message) || textOf(error.message));
  const kinds: Record<string, GithubFailureKind> = {
    NOT_FOUND: 'not-found',
    FORBIDDEN: 'forbidden',
    INSUFFICIENT_SCOPES: 'forbidden',
    RATE_LIMITED: 'rate-limit',
    STALE_DATA: 'conflict',
    UNPROCESSABLE: 'invalid',
    SERVICE_UNAVAILABLE: 'server',
  };
  const kind =
    kinds[textOf(first.type)] ??
    (/expected branch to point to/i.test(detail) ? 'conflict' : 'other');
  return {
    kind,
    status: 200,
    detail,
    ...(kind === 'rate-limit'
      ? {
          limit: 'primary' as const,
          retryAfterSeconds: readRetryAfter(
            fieldsOf(error.headers),
            Date.now(),
          ),
        }
      : {}),
  };
}

/**
 * Sorts an error of Octokit, of the network or of this package into the few kinds that callers act on.
 *
 * @remarks
 *
 * Octokit reports a call that got no answer as status 500 without a response; that is told apart here,
 * because after it nobody knows whether a write took place.
 *
 * @param error - whatever was thrown
 * @param nowMilliseconds - the clock, for tests
 * @public
 */
export function classifyGithubError(
  error: unknown,
  nowMilliseconds: number = Date.now(),
): GithubFailure {
  if (error instanceof GithubTransportError) {
    return error.failure;
  }
  const fields = fieldsOf(error);
  const name = textOf(fields.name);
  if (name === 'AbortError') {
    return { kind: 'aborted', detail: 'the call was cancelled' };
  }
  if (name === 'TimeoutError') {
    return { kind: 'timeout', detail: 'no answer in time' };
  }
  if (name === 'GraphqlResponseError') {
    return classifyGraphql(fields);
  }
  const status = typeof fields.status === 'number' ? fields.status : undefined;
  if (status === undefined) {
    return { kind: 'other', detail: shorten(textOf(fields.message)) };
  }
  if (!isFields(fields.response)) {
    return {
      kind: 'network',
      detail: shorten(textOf(fields.message)) || 'no answer',
    };
  }
  const headers = fieldsOf(fields.response.headers);
  const detail = describeBody(fields.response.data);
  if (isRateLimit(status, headers, detail)) {
    return {
      kind: 'rate-limit',
      status,
      detail,
      limit: isExhausted(headers) ? 'primary' : 'secondary',
      retryAfterSeconds: readRetryAfter(headers, nowMilliseconds),
    };
  }
  const kind = kindOfStatus(status);
  return {
    kind:
      kind === 'invalid' && CONFLICT_DETAIL.test(detail) ? 'conflict' : kind,
    status,
    detail,
  };
}
