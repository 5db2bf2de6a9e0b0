import { RepositoryRef } from '@openportal/plugin-deploy-node';

const PART = /^[A-Za-z0-9._-]{1,100}$/;

/** Takes `owner/name` or the address of a repository apart, or returns undefined. */
export function parseRepository(text: string): RepositoryRef | undefined {
  let host: string | undefined;
  let path = text;
  if (text.includes('://')) {
    try {
      const url = new URL(text);
      if (url.protocol !== 'https:' && url.protocol !== 'http:') {
        return undefined;
      }
      // Only the host is kept: the adapter asks its integration for address and credentials.
      host = url.host;
      path = url.pathname.replace(/^\/|\/$/g, '');
    } catch {
      return undefined;
    }
  }
  const parts = path.replace(/\.git$/, '').split('/');
  if (
    parts.length !== 2 ||
    !parts.every(part => PART.test(part) && part !== '.' && part !== '..')
  ) {
    return undefined;
  }
  const [owner, name] = parts;
  return { ...(host !== undefined && { host }), owner, name };
}
