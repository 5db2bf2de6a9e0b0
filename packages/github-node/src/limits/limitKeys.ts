import { createHash } from 'node:crypto';
import type { GithubIntegrationConfig } from '@backstage/integration';

/** What a call counts as. */
export interface CallKeys {
  /** For secondary limits and the spacing of writes, which all calls share. */
  account: string;
  /** For the primary limit, which each part of the API has of its own. */
  resource: string;
}

/**
 * Names what GitHub counts the calls of a client as: the installation of an App, which is the owner's, or the token.
 */
export function accountKey(options: {
  integration: GithubIntegrationConfig;
  owner: string;
  /** The token of a person, which has limits of its own. */
  token?: string;
}): string {
  const { integration, owner, token } = options;
  const host = integration.host.toLowerCase();
  if (token) {
    const hash = createHash('sha256').update(token).digest('hex');
    return `${host} token ${hash.slice(0, 16)}`;
  }
  return integration.apps?.length ? `${host} ${owner.toLowerCase()}` : host;
}

/** The keys of a call by its URL or route. */
export function callKeys(account: string, url: string): CallKeys {
  const isGraphql = /\/graphql$/.test(url);
  const isSearch = /(^|\/)search\//.test(url);
  const resource = (isGraphql && 'graphql') || (isSearch && 'search') || 'core';
  return { account, resource: `${account} ${resource}` };
}
