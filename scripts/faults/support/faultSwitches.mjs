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
    /** Waits until the newest fault has struck. */
    struck: (atLeast = 1) =>
      eventually(`the fault strikes ${atLeast} times`, async () => {
        const page = await (await openPage(url)).text();
        return lastHits(page) >= atLeast ? true : undefined;
      }),
  };
}

/** The last cell of the last row of the table of active faults. */
function lastHits(page) {
  const [table = ''] = /<table[\s\S]*?<\/table>/.exec(page) ?? [];
  const cells = [...table.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)];
  return Number(cells.at(-1)?.[1] ?? 0);
}
