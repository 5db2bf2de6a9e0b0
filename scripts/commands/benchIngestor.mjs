/** `yarn bench:ingestor`: how the ingestor behaves under load, with the real backend and API servers of the sandbox. */
import { optionsText, readOptions } from '../bench/options.mjs';
import { runIngestorBench } from '../bench/ingestorBench.mjs';
import { toJson, toTable } from '../bench/report.mjs';
import { stopRequested } from '../lib/stopping.mjs';
import { runMain, say } from '../lib/terminal.mjs';

await runMain(async () => {
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    say(optionsText());
    return 0;
  }
  const processes = [];
  const stopping = new AbortController();
  const stop = stopRequested().then(() => 130);
  const bench = runIngestorBench({
    ...options,
    processes,
    signal: stopping.signal,
  }).then(result => {
    say(toTable(result));
    if (options.json) {
      say(JSON.stringify(toJson(result)));
    }
    return 0;
  });
  // Stopping half-way is no failure of the step that it interrupts.
  bench.catch(() => {});
  try {
    return await Promise.race([bench, stop]);
  } finally {
    stopping.abort();
    await Promise.all(processes.map(process => process.stop()));
  }
});
