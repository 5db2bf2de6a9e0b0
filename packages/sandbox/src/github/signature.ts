import type { Signature } from './git';
import type { Services } from './Services';

/** The address under which an account's commits are attributed to it. */
export function commitEmail(services: Services, login: string): string {
  const account = services.state.accountOrGhost(login);
  return (
    account.email ?? `${account.id}+${account.login}@users.noreply.localhost`
  );
}

/** An account as the author of a commit made now. */
export function signatureOf(services: Services, login: string): Signature {
  const account = services.state.accountOrGhost(login);
  return {
    // As commits of an app have it, whatever the app is called.
    name: login.endsWith('[bot]') ? login : account.name,
    email: commitEmail(services, login),
    date: services.state.now(),
  };
}
