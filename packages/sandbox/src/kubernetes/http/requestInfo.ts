/** What the path and method of a request for resources say. */
export interface RequestInfo {
  group: string;
  version: string;
  plural: string;
  namespace?: string;
  name?: string;
  subresource?: string;
  verb: string;
}

const VERBS: Record<string, [onOne: string, onAll: string]> = {
  GET: ['get', 'list'],
  POST: ['create', 'create'],
  PUT: ['update', 'update'],
  PATCH: ['patch', 'patch'],
  DELETE: ['delete', 'deletecollection'],
};

/** Reads a request for resources, or returns undefined when the path names none. */
export function parseRequestInfo(
  method: string,
  path: string,
  isWatch: boolean,
): RequestInfo | undefined {
  const parts = path.split('/').filter(part => part !== '');
  const decoded = parts.map(part => decodeURIComponent(part));
  const isCore = decoded[0] === 'api';
  const prefix = isCore ? 2 : 3;
  const verbs = VERBS[method];
  if (
    !verbs ||
    (!isCore && decoded[0] !== 'apis') ||
    decoded.length <= prefix ||
    decoded.length > prefix + 5
  ) {
    return undefined;
  }
  const group = isCore ? '' : decoded[1];
  const version = decoded[prefix - 1];
  let rest = decoded.slice(prefix);
  let namespace: string | undefined;
  // `namespaces/x` and `namespaces/x/status` are about the namespace itself.
  if (
    rest[0] === 'namespaces' &&
    rest.length > 2 &&
    !(isCore && rest.length === 3 && ['status', 'finalize'].includes(rest[2]))
  ) {
    namespace = rest[1];
    rest = rest.slice(2);
  }
  const [plural, name, subresource, ...tooMuch] = rest;
  if (tooMuch.length > 0) {
    return undefined;
  }
  const verb = name === undefined ? verbs[1] : verbs[0];
  return {
    group,
    version,
    plural,
    namespace,
    name,
    subresource,
    verb: verb === 'list' && isWatch ? 'watch' : verb,
  };
}
