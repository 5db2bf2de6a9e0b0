/** `yarn bench:orders`: how long checking an order takes when its definition is as costly as a cluster can hold it. */
import { runOrdersBench, toOrdersTable } from '../bench/ordersBench.mjs';
import { helpText, readArguments } from '../lib/arguments.mjs';
import { runMain, say } from '../lib/terminal.mjs';

const COMMAND = 'npm run bench:orders';
const definitions = {
  json: {
    type: 'boolean',
    describe: 'Prints the figures as one JSON array in the last line',
  },
};

await runMain(async () => {
  const flags = readArguments(process.argv.slice(2), {
    command: COMMAND,
    options: definitions,
  });
  if (flags.help) {
    say(helpText(COMMAND, definitions));
    return 0;
  }
  const results = await runOrdersBench();
  say(toOrdersTable(results));
  if (flags.json) {
    say(JSON.stringify(results));
  }
  return 0;
});
