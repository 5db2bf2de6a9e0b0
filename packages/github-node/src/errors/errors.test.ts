import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import { classifyGithubError } from './classifyGithubError';
import { GithubWaitError } from './GithubWaitError';
import { toGithubError } from './toGithubError';

const CANARY = 'ghp_canaryCanaryCanary';

function requestError(
  status: number,
  data?: unknown,
  headers: Record<string, string> = {},
): Error {
  return Object.assign(new Error('boom'), {
    name: 'HttpError',
    status,
    request: { headers: { authorization: `Bearer ${CANARY}` } },
    ...(data === undefined ? {} : { response: { status, headers, data } }),
  });
}

describe('classifyGithubError', () => {
  it.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [409, 'conflict'],
    [422, 'invalid'],
    [429, 'rate-limit'],
    [502, 'server'],
  ])('sorts status %p as %p', (status, kind) => {
    expect(classifyGithubError(requestError(status, { message: 'm' }))).toEqual(
      expect.objectContaining({ kind, status }),
    );
  });

  it('tells a lost answer from a 500', () => {
    expect(classifyGithubError(requestError(500)).kind).toBe('network');
    expect(classifyGithubError(requestError(500, {})).kind).toBe('server');
  });

  it('reads the pause from retry-after, as seconds or date, and from the reset time', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    const classify = (headers: Record<string, string>) =>
      classifyGithubError(requestError(403, {}, headers), now);
    expect(classify({ 'retry-after': '30' })).toMatchObject({
      kind: 'rate-limit',
      retryAfterSeconds: 30,
    });
    expect(
      classify({ 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' }),
    ).toMatchObject({ kind: 'rate-limit', retryAfterSeconds: 60 });
    expect(
      classify({
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(now / 1000 + 2400),
      }),
    ).toMatchObject({ kind: 'rate-limit', retryAfterSeconds: 2400 });
    expect(
      classifyGithubError(
        requestError(403, {
          message: 'You have exceeded a secondary rate limit.',
        }),
      ),
    ).toMatchObject({ kind: 'rate-limit', retryAfterSeconds: undefined });
  });

  it('sees "already exists" and a moved branch as conflicts', () => {
    expect(
      classifyGithubError(
        requestError(422, {
          message: 'Validation Failed',
          errors: [{ message: 'name already exists on this account' }],
        }),
      ),
    ).toMatchObject({
      kind: 'conflict',
      detail: 'Validation Failed: name already exists on this account',
    });
    expect(
      classifyGithubError({
        name: 'GraphqlResponseError',
        errors: [
          { type: 'STALE_DATA', message: 'Expected branch to point to "a"' },
        ],
      }).kind,
    ).toBe('conflict');
  });

  it('keeps a page of HTML out of the detail', () => {
    expect(
      classifyGithubError(requestError(502, '<html>Unicorn!</html>')).detail,
    ).toBe('');
  });
});

describe('toGithubError', () => {
  const context = { action: 'open the door', repository: 'acme/house' };

  it('says what, where, why and the fix, and holds no secret', () => {
    for (const status of [401, 403, 404, 409, 422, 429, 500]) {
      const error = toGithubError(
        requestError(status, { message: 'because' }),
        context,
      );
      expect(error.message).toContain(
        `Could not open the door in "acme/house": GitHub answered ${status}: because. `,
      );
      expect(
        JSON.stringify(error, Object.getOwnPropertyNames(error)),
      ).not.toContain(CANARY);
      expect(error.cause).toBeUndefined();
    }
  });

  it('chooses the Backstage error', () => {
    expect(toGithubError(requestError(403, {}), context)).toBeInstanceOf(
      NotAllowedError,
    );
    expect(toGithubError(requestError(422, {}), context)).toBeInstanceOf(
      InputError,
    );
    const wait = toGithubError(
      requestError(429, {}, { 'retry-after': '7' }),
      context,
    );
    expect(wait).toBeInstanceOf(GithubWaitError);
    expect(wait).toMatchObject({
      retryAfterSeconds: 7,
      name: 'ServiceUnavailableError',
    });
    const own = new ConflictError('ours');
    expect(toGithubError(own, context)).toBe(own);
  });
});
