import { helpText, readArguments } from '../lib/arguments.mjs';
import { readCount, refuseWithOne } from './countOption.mjs';

const COMMAND = 'npm run bench:deploy';
const MOST_APPS = 50_000;
const MOST_ENVIRONMENTS = 10;

const definitions = {
  apps: { type: 'string', describe: 'Applications. Defaults to 100' },
  envs: {
    type: 'string',
    describe: 'Environments of each application. Defaults to 4',
  },
  json: {
    type: 'boolean',
    describe: 'Prints the figures as one JSON object in the last line',
  },
};

/** Reads the command line; `undefined` when it only asked for help. */
export function readDeployOptions(args) {
  const flags = refuseWithOne(() =>
    readArguments(args, { command: COMMAND, options: definitions }),
  );
  if (flags.help) {
    return undefined;
  }
  return {
    apps: readCount('apps', flags.apps ?? '100', {
      most: MOST_APPS,
      help: deployOptionsText,
    }),
    // A promotion needs two.
    envs: readCount('envs', flags.envs ?? '4', {
      least: 2,
      most: MOST_ENVIRONMENTS,
      help: deployOptionsText,
    }),
    json: Boolean(flags.json),
  };
}

/** The text of `--help`. */
export function deployOptionsText() {
  return helpText(COMMAND, definitions);
}
