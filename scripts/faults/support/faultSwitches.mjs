import assert from 'node:assert/strict';
import { openPage, submitForm } from './http.mjs';
import { eventually } from './poll.mjs';

/** The fault switches of a sandbox, worked through its console as a person does. */
export function faultSwitches(consoleUrl) {
  const url = `${consoleUrl}/faults`;

  async function submit(path, fields) {
    const response = await submitForm(`${consoleUrl}${path}`, fields);
    const { searchParams } = new URL(
      response.headers.get('location') ?? '',
      consoleUrl,
    );
    assert.ok(
      searchParams.has('done'),
      `The console refused the fault: ${searchParams.get('failed')}`,
    );
  }

  async function hits() {
    const page = await (await openPage(url)).text();
    const [table = ''] = /<table[\s\S]*?<\/table>/.exec(page) ?? [];
    const rows = [...table.matchAll(/<tr[\s\S]*?<\/tr>/g)].map(([row]) =>
      [...row.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map(([, cell]) => cell),
    );
    return rows
      .filter(cells => cells.length > 1)
      .map(cells => Number(cells.at(-1)));
  }

  return {
    /** Adds a fault: what the form of the console has, with `kind` for what it does. */
    add: ({ method = '', nth, times, ...fields }) =>
      submit('/faults', {
        method,
        nth: nth ?? '',
        times: times ?? '',
        ...fields,
      }),
    clear: () => submit('/faults/clear', {}),
    /** How often each of the active faults has struck, in the order in which they were added. */
    hits,
    /** Waits until the newest fault has struck. */
    struck: (atLeast = 1) =>
      eventually(`the fault strikes ${atLeast} times`, async () =>
        (await hits()).at(-1) >= atLeast ? true : undefined,
      ),
  };
}
