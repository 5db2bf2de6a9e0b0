import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import {
  LedgerPosition,
  LedgerProblem,
  LedgerVerifier,
} from '@openportal/plugin-deploy-node';
import { STANDARD_INPUT } from '../input/readText';
import { CommandOutput } from './CommandOutput';

/** A row is some hundred characters; a payload names two images and a commit. */
const MAX_LINE = 1024 * 1024;

/** Options of `ledger verify`. */
export interface LedgerVerifyOptions {
  /** Sequence of the row that the export follows. */
  after?: string;
  /** Hash of that row. */
  hash?: string;
}

/**
 * Recomputes the chain of an exported ledger, one row a line, and says what is wrong with it. However long it
 * is, one row is in memory at a time.
 *
 * @param file - path of the export, or `-` for the standard input
 * @returns the exit code
 */
export async function ledgerVerify(
  file: string,
  options: LedgerVerifyOptions,
  output: CommandOutput,
): Promise<number> {
  const position = readPosition(options);
  if ('problem' in position) {
    output.err(`${position.problem}\n`);
    return 1;
  }
  const verifier = new LedgerVerifier(position);
  let line = 0;
  try {
    for await (const text of readLines(file)) {
      line += 1;
      if (text.trim() !== '') {
        const row = parseRow(text);
        const problem = 'value' in row ? verifier.add(row.value) : row;
        if (problem) {
          return fail(output, file, line, problem);
        }
      }
    }
  } catch (error) {
    output.err(`${file}: cannot be read (${describe(error)})\n`);
    return 1;
  }
  const result = verifier.end();
  if ('problem' in result) {
    return fail(output, file, 1, result.problem);
  }
  const { rows, first, last, lastHash } = result.summary;
  if (rows === 0) {
    output.err(`${file}: holds no row of a ledger\n`);
    return 1;
  }
  output.out(
    `${rows} rows, ${first} to ${last}: nothing was changed\nThe last row has the hash ${lastHash}. Compare it with the one that the portal shows: rows that were cut off the end leave no other trace\n`,
  );
  return 0;
}

function readPosition({
  after,
  hash,
}: LedgerVerifyOptions): { after?: LedgerPosition } | { problem: string } {
  if (after === undefined && hash === undefined) {
    return {};
  }
  if (after === undefined || hash === undefined) {
    return {
      problem:
        '--after and --hash belong together: the sequence of the last row that was checked, and its hash',
    };
  }
  const sequence = Number(after);
  if (!/^\d{1,15}$/.test(after) || sequence === 0) {
    return {
      problem: `--after '${after}' is not the sequence of a row: it must be a whole number from 1`,
    };
  }
  if (!/^[0-9a-f]{64}$/.test(hash)) {
    return {
      problem: `--hash '${hash}' is not the hash of a row: it must be a SHA-256 in 64 lower-case hexadecimal digits`,
    };
  }
  return { after: { sequence, hash } };
}

function fail(
  output: CommandOutput,
  file: string,
  line: number,
  { sequence, reason }: LedgerProblem,
): number {
  const row = sequence === undefined ? '' : `row ${sequence} `;
  output.err(`${file}: line ${line}: ${row}${reason}\n`);
  return 1;
}

function parseRow(text: string): { value: unknown } | LedgerProblem {
  if (text.length > MAX_LINE) {
    return { reason: `is longer than ${MAX_LINE} characters: no row is` };
  }
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { reason: 'is not JSON' };
  }
}

async function* readLines(file: string): AsyncGenerator<string> {
  const input: Readable =
    file === STANDARD_INPUT ? process.stdin : createReadStream(file);
  const failed = new Promise<never>((_, reject) => input.on('error', reject));
  failed.catch(() => {});
  const lines = createInterface({ input, crlfDelay: Infinity })[
    Symbol.asyncIterator
  ]();
  for (;;) {
    const next = await Promise.race([lines.next(), failed]);
    if (next.done) {
      return;
    }
    yield next.value;
  }
}

function describe(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'it does not exist';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
      return 'it may not be read';
    default:
      return code ?? String(error);
  }
}
