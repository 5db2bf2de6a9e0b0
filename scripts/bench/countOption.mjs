import { CommandError } from '../lib/terminal.mjs';

/** Reads an option that counts something; what is no such number is refused with the text of `--help`. */
export function readCount(name, text, { least = 1, most, help }) {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < least || count > most) {
    throw new CommandError(
      `'${text}' is no value of '--${name}': it is a whole number from ${least} to ${most}.\n\n${help()}`,
    );
  }
  return count;
}

/** A load test that cannot start has failed, and says so as one that ran and failed. */
export function refuseWithOne(read) {
  try {
    return read();
  } catch (error) {
    throw error instanceof CommandError
      ? new CommandError(error.message)
      : error;
  }
}
