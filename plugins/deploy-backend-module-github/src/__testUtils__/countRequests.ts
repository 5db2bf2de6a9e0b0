/** What GitHub is asked, by kind. */
const kinds: [kind: string, url: RegExp][] = [
  ['graphql', /\/graphql$/],
  ['head', /\/git\/ref\//],
  ['folder', /\/contents\//],
  ['file', /\/git\/blobs\//],
  ['commit', /\/git\/commits\//],
  ['history', /\/commits\?/],
  ['compare', /\/compare\//],
  ['settings', /\/repos\/[^/]+\/[^/]+$/],
];

/** Counts the requests at GitHub of some work, by kind. Kinds that do not occur are left out, others are named by URL. */
export async function countRequests(
  work: () => Promise<unknown>,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const original = globalThis.fetch;
  const spy = jest
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async (...call) => {
      const url = String(call[0]);
      const kind = kinds.find(([, pattern]) => pattern.test(url))?.[0] ?? url;
      counts[kind] = (counts[kind] ?? 0) + 1;
      return original(...call);
    });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return counts;
}
