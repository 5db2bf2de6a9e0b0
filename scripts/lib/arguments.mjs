import { parseArgs } from 'node:util';
import { CommandError } from './terminal.mjs';

/**
 * Reads the flags of one of our own commands. Every unknown flag and every stray word is refused by name, so that a
 * typing error such as `--rest` never starts something else than what was meant.
 *
 * @param {string[]} args
 * @param {{ command: string, options: Record<string, { type: 'boolean' | 'string', describe: string, values?: string[] }> }} definition
 */
export function readArguments(args, { command, options }) {
  const known = {
    help: { type: 'boolean', describe: 'Shows this text' },
    ...options,
  };
  const accepted = Object.fromEntries(
    Object.entries(known).map(([name, { type }]) => [name, { type }]),
  );
  const { values, tokens } = parseArgs({
    args,
    options: accepted,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });

  for (const token of tokens) {
    if (token.kind === 'positional') {
      throw refuse(command, known, `Unknown argument '${token.value}'.`);
    }
    if (token.kind !== 'option') {
      continue;
    }
    const option = known[token.name];
    if (!option) {
      throw refuse(command, known, `Unknown flag '${token.rawName}'.`);
    }
    if (option.type === 'boolean' && token.value !== undefined) {
      throw refuse(command, known, `'${token.rawName}' takes no value.`);
    }
    if (option.type === 'string' && token.value === undefined) {
      throw refuse(command, known, `'${token.rawName}' needs a value.`);
    }
    if (option.values && !option.values.includes(token.value)) {
      throw refuse(
        command,
        known,
        `'${token.value}' is no value of '${
          token.rawName
        }'. Values: ${option.values.join(', ')}.`,
      );
    }
  }
  return values;
}

/** The text that `--help` prints. */
export function helpText(command, options) {
  const lines = Object.entries(options).map(
    ([name, { type, describe, values }]) => {
      const value = values ? values.join('|') : 'VALUE';
      const flag = type === 'string' ? `--${name} ${value}` : `--${name}`;
      return `  ${flag.padEnd(20)} ${describe}`;
    },
  );
  return [
    `Flags of '${command}' (with npm, write them after a --):`,
    ...lines,
  ].join('\n');
}

function refuse(command, options, problem) {
  return new CommandError(`${problem}\n\n${helpText(command, options)}`, {
    exitCode: 2,
  });
}
