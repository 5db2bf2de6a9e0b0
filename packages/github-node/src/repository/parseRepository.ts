import { InputError } from '@backstage/errors';

/**
 * A repository's place on GitHub.
 *
 * @public
 */
export interface RepositoryReference {
  owner: string;
  repo: string;
  /** Host with port; absent when only `owner/name` was given. */
  host?: string;
}

const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})$/;
const NAME = /^[A-Za-z0-9._-]{1,100}$/;

function refuse(value: string): never {
  throw new InputError(
    `"${value.slice(
      0,
      200,
    )}" is not a GitHub repository. Write it as "owner/name" or as the address of its page, for example "https://github.com/owner/name".`,
  );
}

/**
 * Reads `owner/name` or the URL of a repository (a page within it, or its clone URL).
 *
 * @public
 */
export function parseRepository(value: string): RepositoryReference {
  let host: string | undefined;
  let path = value.trim();
  if (/^https?:\/\//i.test(path)) {
    if (!URL.canParse(path)) {
      refuse(value);
    }
    const url = new URL(path);
    host = url.host;
    path = url.pathname.replace(/^\//, '');
  } else if (path.split('/').length !== 2) {
    refuse(value);
  }
  const [owner = '', name = ''] = path.split('/');
  const repo = name.replace(/\.git$/, '');
  if (!OWNER.test(owner) || !NAME.test(repo) || /^\.+$/.test(repo)) {
    refuse(value);
  }
  return { owner, repo, ...(host ? { host } : {}) };
}
