/**
 * The openportal command line tool.
 *
 * @packageDocumentation
 */

import { createProgram } from './program';

/**
 * Runs the command line tool.
 *
 * @param argv - as in `process.argv`
 * @public
 */
export function main(argv: string[]): void {
  const program = createProgram(
    {
      out: text => process.stdout.write(text),
      err: text => process.stderr.write(text),
      isTerminal: process.stdout.isTTY === true,
    },
    code => {
      process.exitCode = code;
    },
  );
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `openportal … | head` closes the pipe early; that is no failure.
    if (error.code !== 'EPIPE') {
      throw error;
    }
  });
  program.parseAsync(argv).catch(error => {
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 1;
  });
}
