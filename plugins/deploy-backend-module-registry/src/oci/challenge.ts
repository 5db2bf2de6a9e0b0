/** What a registry asks for in `WWW-Authenticate`. */
export type Challenge =
  | { scheme: 'basic' }
  | { scheme: 'bearer'; realm: string; service?: string; scope?: string };

/** Parses a `WWW-Authenticate` header; undefined when it names no scheme that registries use. */
export function parseChallenge(header: string): Challenge | undefined {
  const [, scheme = '', rest = ''] =
    /^\s*([A-Za-z]+)\b\s*(.{0,4096})/s.exec(header) ?? [];
  if (scheme.toLowerCase() === 'basic') {
    return { scheme: 'basic' };
  }
  if (scheme.toLowerCase() !== 'bearer') {
    return undefined;
  }
  const values = new Map<string, string>();
  for (const [, key, quoted, plain] of rest.matchAll(
    /([a-z]+)=(?:"([^"]*)"|([^",\s]+))/gi,
  )) {
    values.set(key.toLowerCase(), quoted ?? plain);
  }
  const realm = values.get('realm');
  return realm
    ? {
        scheme: 'bearer',
        realm,
        service: values.get('service'),
        scope: values.get('scope'),
      }
    : undefined;
}
