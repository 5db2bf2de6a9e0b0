/** `yarn bench:ingestor`: how the ingestor behaves under load, with the real backend and API servers of the sandbox. */
import { runIngestorBench } from '../bench/ingestorBench.mjs';
import { optionsText, readOptions } from '../bench/options.mjs';
import { toJson, toTable } from '../bench/report.mjs';
import { runBench } from '../bench/runBench.mjs';

await runBench({
  readOptions,
  optionsText,
  run: runIngestorBench,
  toTable,
  toJson,
});
