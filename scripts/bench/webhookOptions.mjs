import { helpText, readArguments } from '../lib/arguments.mjs';
import { readCount, refuseWithOne } from './countOption.mjs';

const COMMAND = 'npm run bench:webhooks';
/** More than this one address may not send: `deploy.webhooks.rateLimit`. */
const MOST_A_SECOND = 300;
const MOST_SECONDS = 3600;

const definitions = {
  rate: {
    type: 'string',
    describe: 'Deliveries a second. Defaults to 200',
  },
  seconds: { type: 'string', describe: 'For how long. Defaults to 30' },
  json: {
    type: 'boolean',
    describe: 'Prints the figures as one JSON object in the last line',
  },
};

/** Reads the command line; `undefined` when it only asked for help. */
export function readWebhookOptions(args) {
  const flags = refuseWithOne(() =>
    readArguments(args, { command: COMMAND, options: definitions }),
  );
  if (flags.help) {
    return undefined;
  }
  return {
    rate: readCount('rate', flags.rate ?? '200', {
      most: MOST_A_SECOND,
      help: webhookOptionsText,
    }),
    seconds: readCount('seconds', flags.seconds ?? '30', {
      most: MOST_SECONDS,
      help: webhookOptionsText,
    }),
    json: Boolean(flags.json),
  };
}

/** The text of `--help`. */
export function webhookOptionsText() {
  return helpText(COMMAND, definitions);
}
