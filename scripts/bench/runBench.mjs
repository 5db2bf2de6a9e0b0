import { stopRequested } from '../lib/stopping.mjs';
import { runMain, say } from '../lib/terminal.mjs';

/**
 * Runs a benchmark that starts processes, as a command: its help, its table, its figures in the last line with `--json`,
 * and no process left when it is stopped half-way.
 */
export function runBench({ readOptions, optionsText, run, toTable, toJson }) {
  return runMain(async () => {
    const options = readOptions(process.argv.slice(2));
    if (!options) {
      say(optionsText());
      return 0;
    }
    const processes = [];
    const stopping = new AbortController();
    const stop = stopRequested().then(() => 130);
    const bench = run({
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
}
