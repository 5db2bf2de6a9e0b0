import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { AuthenticationError } from '@backstage/errors';
import { Operation } from '@openportal/plugin-deploy-common';

/** Who calls, and how. */
export type Caller = {
  credentials: BackstageCredentials;
  /** Entity reference of a user, or name of another program. */
  ref: string;
  channel: Operation['channel'];
};

/**
 * Who calls by these credentials: a person, or another program with a token of its own. Throws where nobody does.
 */
export function toCaller(
  credentials: BackstageCredentials,
  channel?: Operation['channel'],
): Caller {
  const principal: unknown = credentials.principal;
  if (hasText(principal, 'userEntityRef')) {
    const { userEntityRef: ref } = principal;
    return { credentials, ref, channel: channel ?? 'ui' };
  }
  if (hasText(principal, 'subject')) {
    return { credentials, ref: principal.subject, channel: channel ?? 'api' };
  }
  throw new AuthenticationError(
    'Sign in, or send the token of a program: who is nobody changes nothing',
  );
}

/** Whether these are the credentials of a person, and not of a program with a token of its own. */
export function isPerson(credentials: BackstageCredentials): boolean {
  return hasText(credentials.principal, 'userEntityRef');
}

function hasText<Name extends string>(
  value: unknown,
  name: Name,
): value is Record<Name, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    name in value &&
    typeof (value as Record<string, unknown>)[name] === 'string'
  );
}
