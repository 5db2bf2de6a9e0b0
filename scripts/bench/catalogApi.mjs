import { setTimeout as wait } from 'node:timers/promises';

const LOOK_MILLISECONDS = 200;
const PAGE = 500;

/** The catalog API of a backend, for a service that may read everything. */
export function catalogApi(url, token) {
  async function ask(path) {
    const response = await fetch(`${url}/api/catalog/${path}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    if (!response.ok) {
      throw new Error(
        `GET ${path} was answered ${response.status}: ${await response.text()}`,
      );
    }
    return response.json();
  }

  async function templates() {
    const found = [];
    let cursor;
    do {
      const page = await ask(
        `entities/by-query?limit=${PAGE}&${
          cursor
            ? `cursor=${cursor}`
            : 'filter=kind=template&fields=metadata&orderField=metadata.name,asc'
        }`,
      );
      found.push(...page.items);
      cursor = page.pageInfo.nextCursor;
    } while (cursor);
    return found;
  }

  return {
    templates,
    /** Waits until the API answers with so many templates, reads all of them once, and resolves with them. */
    async waitForTemplates(count, signal) {
      for (;;) {
        signal.throwIfAborted();
        const { totalItems } = await ask(
          'entities/by-query?filter=kind=template&limit=0',
        );
        if (totalItems >= count) {
          return templates();
        }
        await wait(LOOK_MILLISECONDS, undefined, { signal });
      }
    },
    template: name => ask(`entities/by-name/template/default/${name}`),
  };
}
