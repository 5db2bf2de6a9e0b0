import { isIP } from 'node:net';

/**
 * Where a redirect of a registry may lead: to itself, to a public storage host over HTTPS, or to a host that the
 * configuration names. Addresses and names of the inner network are out, so that a registry cannot make the portal
 * read from there; `checkAddress` says that what the name means must be looked at too.
 */
export function resolveRedirect(options: {
  from: URL;
  location: string;
  storageHosts?: readonly string[];
}): { url: URL; sameHost: boolean; checkAddress: boolean } | undefined {
  const { from, location, storageHosts = [] } = options;
  let url: URL;
  try {
    url = new URL(location, from);
  } catch {
    return undefined;
  }
  if (url.host === from.host && url.protocol === from.protocol) {
    return { url, sameHost: true, checkAddress: false };
  }
  if (url.username || url.password) {
    return undefined;
  }
  if (storageHosts.includes(url.host)) {
    // Plain HTTP where the registry itself speaks it; never down from HTTPS.
    return url.protocol === 'https:' || url.protocol === from.protocol
      ? { url, sameHost: false, checkAddress: false }
      : undefined;
  }
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const inner =
    isIP(name) !== 0 ||
    !name.includes('.') ||
    /\.(local|localhost|internal|cluster\.local|svc)$/.test(name);
  return url.protocol === 'https:' && !inner
    ? { url, sameHost: false, checkAddress: true }
    : undefined;
}
