import { isIP } from 'node:net';

/**
 * Where a redirect of a registry may lead: to itself, or to a public storage host over HTTPS. Addresses and names
 * of the inner network are out, so that a registry cannot make the portal read from there.
 */
export function resolveRedirect(options: {
  from: URL;
  location: string;
}): { url: URL; sameHost: boolean } | undefined {
  const { from, location } = options;
  let url: URL;
  try {
    url = new URL(location, from);
  } catch {
    return undefined;
  }
  if (url.host === from.host && url.protocol === from.protocol) {
    return { url, sameHost: true };
  }
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const inner =
    isIP(name) !== 0 ||
    !name.includes('.') ||
    /\.(local|localhost|internal|cluster\.local|svc)$/.test(name);
  return url.protocol === 'https:' && !inner && !url.username
    ? { url, sameHost: false }
    : undefined;
}
