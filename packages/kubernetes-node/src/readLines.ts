/** One watch event larger than this is not a Kubernetes object: etcd keeps at most 1.5 MiB. */
const MAX_LINE_LENGTH = 8 * 1024 * 1024;

/**
 * Splits a stream into lines. `onData` runs for every chunk, so that a caller can tell a silent
 * stream from a busy one.
 */
export async function* readLines(
  stream: AsyncIterable<Uint8Array>,
  onData: () => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    onData();
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE_LENGTH) {
      throw new Error(
        `A watch event is longer than ${MAX_LINE_LENGTH} characters`,
      );
    }
    yield* lines.filter(line => line.trim() !== '');
  }
  // A rest without line break is half an event of a broken connection: the next list brings it.
}
