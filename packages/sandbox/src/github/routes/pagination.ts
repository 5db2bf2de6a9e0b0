import { ok, type Call, type Reply } from './route';

export interface Page {
  page: number;
  perPage: number;
}

function positive(text: string | undefined, fallback: number): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : fallback;
}

export function readPage(call: Call): Page {
  return {
    page: positive(call.query.page, 1),
    perPage: Math.min(positive(call.query.per_page, 30), 100),
  };
}

/** The `Link` header; `last` is left out where counting everything would cost too much. */
export function linkHeader(
  call: Call,
  page: Page,
  known: { last?: number; more: boolean },
): Record<string, string> {
  const link = (number: number, relation: string) => {
    const url = new URL(`${call.services.links.api}${call.url}`);
    url.searchParams.set('page', String(number));
    return `<${url}>; rel="${relation}"`;
  };
  const links: string[] = [];
  if (page.page > 1) links.push(link(page.page - 1, 'prev'));
  if (known.more) links.push(link(page.page + 1, 'next'));
  if (known.more && known.last) links.push(link(known.last, 'last'));
  if (page.page > 1) links.push(link(1, 'first'));
  return links.length > 0 ? { Link: links.join(', ') } : {};
}

/** One page of a list, rendered, with the links to the others. */
export async function paginated<T>(
  call: Call,
  items: T[],
  render: (item: T) => unknown,
  wrap: (rendered: unknown[], total: number) => unknown = it => it,
): Promise<Reply> {
  const page = readPage(call);
  const start = (page.page - 1) * page.perPage;
  const last = Math.max(1, Math.ceil(items.length / page.perPage));
  const rendered: unknown[] = [];
  for (const item of items.slice(start, start + page.perPage)) {
    rendered.push(await render(item));
  }
  return ok(
    wrap(rendered, items.length),
    linkHeader(call, page, { last, more: page.page < last }),
  );
}
