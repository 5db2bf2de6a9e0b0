/** `yarn bench:deploy`: how the deploy plugin behaves under load, with the real backend and the sandbox. */
import { runDeployBench } from '../bench/deployBench.mjs';
import {
  deployOptionsText,
  readDeployOptions,
} from '../bench/deployOptions.mjs';
import { toDeployJson, toDeployTable } from '../bench/deployReport.mjs';
import { runBench } from '../bench/runBench.mjs';

await runBench({
  readOptions: readDeployOptions,
  optionsText: deployOptionsText,
  run: runDeployBench,
  toTable: toDeployTable,
  toJson: toDeployJson,
});
