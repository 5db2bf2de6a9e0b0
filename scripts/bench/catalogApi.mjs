import { setTimeout as wait } from 'node:timers/promises';
import { CommandError } from '../lib/terminal.mjs';

const SHORTEST_WAIT_MILLISECONDS = 100;
/** Of the time that has passed: looking must not be what the backend works on, and the figure needs no more precision. */
const WAIT_SHARE = 0.02;
const PAGE = 500;
const LONGEST_STANDSTILL_MILLISECONDS = 180_000;

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
      const started = Date.now();
      let seen = 0;
      let seenAt = started;
      for (;;) {
        signal.throwIfAborted();
        const { totalItems } = await ask(
          'entities/by-query?filter=kind=template&limit=0',
        );
        if (totalItems >= count) {
          return templates();
        }
        if (totalItems !== seen) {
          seen = totalItems;
          seenAt = Date.now();
        } else if (Date.now() - seenAt > LONGEST_STANDSTILL_MILLISECONDS) {
          throw new CommandError(
            `The catalog has ${seen} of ${count} templates, and no more came within 3 minutes. The log of the backend in .logs says why.`,
          );
        }
        await wait(
          Math.max(
            SHORTEST_WAIT_MILLISECONDS,
            (Date.now() - started) * WAIT_SHARE,
          ),
          undefined,
          { signal },
        );
      }
    },
    template: name => ask(`entities/by-name/template/default/${name}`),
  };
}
