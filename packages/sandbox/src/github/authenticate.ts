import type { IncomingHttpHeaders } from 'node:http';
import { parseBasicAuthorization, parseTokenAuthorization } from '../core';
import { GitHubError } from './errors';
import type { GitHubState } from './GitHubState';
import type { Caller } from './permissions';

/**
 * Whose request it is. No credentials are fine (public things can be read), wrong ones are not.
 */
export function authenticate(
  state: GitHubState,
  headers: IncomingHttpHeaders,
): Caller {
  const { authorization } = headers;
  if (!authorization) return { account: undefined, scopes: undefined };
  const basic = parseBasicAuthorization(authorization);
  const candidates = basic
    ? // Git sends the token as the password; some clients send it as the user.
      [basic.password, basic.user]
    : [parseTokenAuthorization(authorization)];
  for (const value of candidates) {
    const token = value ? state.tokens.get(value) : undefined;
    const account = token && state.account(token.login);
    if (token && account) return { account, scopes: token.scopes };
  }
  throw new GitHubError(401, 'Bad credentials');
}
