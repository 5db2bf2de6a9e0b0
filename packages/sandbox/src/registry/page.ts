import { RegistryError } from './errors';

/** The page of sorted names that `n` and `last` ask for, and the address of the next one. */
export function pageOf(
  names: string[],
  path: string,
  query: { n?: unknown; last?: unknown },
): { names: string[]; link?: string } {
  const last = typeof query.last === 'string' ? query.last : undefined;
  const rest = last === undefined ? names : names.filter(name => name > last);
  if (query.n === undefined) {
    return { names: rest };
  }
  const size = Number(query.n);
  if (!Number.isInteger(size) || size < 0) {
    throw new RegistryError(
      'PAGINATION_NUMBER_INVALID',
      `invalid number of results requested: '${String(
        query.n,
      )}' is not a whole number of 0 or more`,
    );
  }
  const page = rest.slice(0, size);
  if (page.length === 0 || page.length === rest.length) {
    return { names: page };
  }
  const next = new URLSearchParams({
    last: page[page.length - 1],
    n: String(size),
  });
  return { names: page, link: `<${path}?${next}>; rel="next"` };
}
