import { helpText, readArguments } from '../lib/arguments.mjs';
import { readCount, refuseWithOne } from './countOption.mjs';

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
    xrds: readCount('xrds', flags.xrds ?? '500', {
      most: MOST_XRDS,
      help: optionsText,
    }),
    clusters: readCount('clusters', flags.clusters ?? '1', {
      most: MOST_CLUSTERS,
      help: optionsText,
    }),
    json: Boolean(flags.json),
  };
}

/** The text of `--help`. */
export function optionsText() {
  return helpText(COMMAND, definitions);
}
