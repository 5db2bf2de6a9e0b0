import { helpText, readArguments } from '../lib/arguments.mjs';
import { CommandError } from '../lib/terminal.mjs';

const COMMAND = 'npm run bench:ingestor';
const MOST_XRDS = 20_000;
const MOST_CLUSTERS = 100;

const definitions = {
  xrds: { type: 'string', describe: 'XRDs in each cluster. Defaults to 500' },
  clusters: { type: 'string', describe: 'Clusters. Defaults to 1' },
  json: {
    type: 'boolean',
    describe: 'Prints the figures as one JSON object in the last line',
  },
};

/** Reads the command line; `undefined` when it only asked for help. */
export function readOptions(args) {
  const flags = refuseWithOne(() =>
    readArguments(args, { command: COMMAND, options: definitions }),
  );
  if (flags.help) {
    return undefined;
  }
  return {
    xrds: readCount('xrds', flags.xrds ?? '500', MOST_XRDS),
    clusters: readCount('clusters', flags.clusters ?? '1', MOST_CLUSTERS),
    json: Boolean(flags.json),
  };
}

/** The text of `--help`. */
export function optionsText() {
  return helpText(COMMAND, definitions);
}

function readCount(name, text, most) {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > most) {
    throw new CommandError(
      `'${text}' is no value of '--${name}': it is a whole number from 1 to ${most}.\n\n${optionsText()}`,
    );
  }
  return count;
}

/** A load test that cannot start has failed, and says so as one that ran and failed. */
function refuseWithOne(read) {
  try {
    return read();
  } catch (error) {
    throw error instanceof CommandError
      ? new CommandError(error.message)
      : error;
  }
}
