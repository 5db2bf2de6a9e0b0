/**
 * A failure that the person at the terminal can act on. Its message is printed as it is, without a stack.
 */
export class CommandError extends Error {
  constructor(message, { exitCode = 1 } = {}) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}

export function say(line = '') {
  process.stdout.write(`${line}\n`);
}

export function seconds(milliseconds) {
  return milliseconds < 9_950
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : `${Math.round(milliseconds / 1000)} s`;
}

/** `name ....... result   time`, aligned so that a run reads as a table. */
export function progressLine(name, result, milliseconds) {
  return `  ${name.padEnd(24)} ${result.padEnd(8)} ${seconds(
    milliseconds,
  ).padStart(7)}`;
}

/** Runs a command's main function and turns what it throws into a message and an exit code. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof CommandError) {
      process.stderr.write(`\n${error.message}\n`);
      process.exitCode = error.exitCode;
    } else {
      process.stderr.write(`\n${error?.stack ?? error}\n`);
      process.exitCode = 1;
    }
  }
}
