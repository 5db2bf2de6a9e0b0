/** `yarn bench:deploy`: how the deploy plugin behaves under load, with the real backend and the sandbox. */
import {
  deployOptionsText,
  readDeployOptions,
} from '../bench/deployOptions.mjs';
import { runDeployBench } from '../bench/deployBench.mjs';
import { toDeployJson, toDeployTable } from '../bench/deployReport.mjs';
import { stopRequested } from '../lib/stopping.mjs';
import { runMain, say } from '../lib/terminal.mjs';

await runMain(async () => {
  const options = readDeployOptions(process.argv.slice(2));
  if (!options) {
    say(deployOptionsText());
    return 0;
  }
  const processes = [];
  const stopping = new AbortController();
  const stop = stopRequested().then(() => 130);
  const bench = runDeployBench({
    ...options,
    processes,
    signal: stopping.signal,
  }).then(result => {
    say(toDeployTable(result));
    if (options.json) {
      say(JSON.stringify(toDeployJson(result)));
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
