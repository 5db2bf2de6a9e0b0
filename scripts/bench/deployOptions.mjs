import { helpText, readArguments } from '../lib/arguments.mjs';
import { CommandError } from '../lib/terminal.mjs';

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
    apps: readCount('apps', flags.apps ?? '100', 1, MOST_APPS),
    // A promotion needs two.
    envs: readCount('envs', flags.envs ?? '4', 2, MOST_ENVIRONMENTS),
    json: Boolean(flags.json),
  };
}

/** The text of `--help`. */
export function deployOptionsText() {
  return helpText(COMMAND, definitions);
}

function readCount(name, text, least, most) {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < least || count > most) {
    throw new CommandError(
      `'${text}' is no value of '--${name}': it is a whole number from ${least} to ${most}.\n\n${deployOptionsText()}`,
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
