/** `yarn bench:webhooks`: what the deploy plugin does with deliveries at a steady rate, with the real backend. */
import { runBench } from '../bench/runBench.mjs';
import { runWebhookBench } from '../bench/webhookBench.mjs';
import {
  readWebhookOptions,
  webhookOptionsText,
} from '../bench/webhookOptions.mjs';
import { toWebhookJson, toWebhookTable } from '../bench/webhookReport.mjs';

await runBench({
  readOptions: readWebhookOptions,
  optionsText: webhookOptionsText,
  run: runWebhookBench,
  toTable: toWebhookTable,
  toJson: toWebhookJson,
});
