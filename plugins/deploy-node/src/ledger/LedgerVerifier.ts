import { z } from 'zod';
import {
  hashLedgerRecord,
  LEDGER_CHECKPOINT_STATE,
  LEDGER_START_HASH,
  LedgerRecord,
  ledgerRecordSchema,
} from './LedgerRecord';

/**
 * What is wrong with a ledger: the first row that is not what was written, and why.
 *
 * @public
 */
export type LedgerProblem = {
  /** Place of the row among those that were looked at, from 1. Undefined: it is about the ledger as a whole. */
  row?: number;
  /** Sequence of the row, where it could be read. */
  sequence?: number;
  reason: string;
};

/**
 * What was found in a ledger that is whole.
 *
 * @public
 */
export type LedgerSummary = {
  rows: number;
  /** Sequence of the first row; more than 1 where retention removed older ones. */
  first?: number;
  last?: number;
  /** Hash of the last row: the one thing to keep elsewhere, because rows that were cut off the end leave no trace. */
  lastHash?: string;
};

/**
 * A row of a ledger: its sequence, from 1, and its hash, SHA-256 in hex.
 *
 * @public
 */
export type LedgerPosition = Pick<LedgerRecord, 'sequence' | 'hash'>;

const checkpointSchema = z.object({
  removedUpTo: z.number().int().positive(),
  hash: z.string(),
});

/**
 * Checks the chain of a ledger, row by row, without keeping the rows. The first problem ends it.
 *
 * @public
 */
export class LedgerVerifier {
  readonly #after: LedgerPosition | undefined;
  #rows = 0;
  #first: LedgerRecord | undefined;
  #last: LedgerRecord | undefined;
  #startIsKnown: boolean;

  /**
   * @param options - `after`: the row that the first one has to continue, as an earlier check told it; without it the
   * ledger has to be there from its start
   */
  constructor(options: { after?: LedgerPosition } = {}) {
    this.#after = options.after;
    this.#startIsKnown = options.after !== undefined;
  }

  /**
   * Looks at the next row.
   *
   * @param row - what was read, of any shape
   * @returns the problem, where there is one
   */
  add(row: unknown): LedgerProblem | undefined {
    this.#rows += 1;
    const parsed = ledgerRecordSchema.safeParse(row);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return this.#problem(
        `is no row of a ledger: ${[...issue.path, issue.message].join(' ')}`,
      );
    }
    const record = parsed.data;
    const problem = this.#check(record);
    if (problem !== undefined) {
      return this.#problem(problem, record.sequence);
    }
    this.#first ??= record;
    this.#last = record;
    this.#startIsKnown ||= isStart(record) || this.#explainsStart(record);
    return undefined;
  }

  /** What all rows together are: a problem where the ledger does not start where it must. */
  end(): { summary: LedgerSummary } | { problem: LedgerProblem } {
    const first = this.#first;
    if (first && !this.#startIsKnown) {
      return {
        problem: {
          row: 1,
          sequence: first.sequence,
          reason: `is the first one, and no checkpoint says that retention removed the rows up to ${
            first.sequence - 1
          }`,
        },
      };
    }
    return {
      summary: {
        rows: this.#rows,
        first: first?.sequence,
        last: this.#last?.sequence,
        lastHash: this.#last?.hash,
      },
    };
  }

  #check(record: LedgerRecord): string | undefined {
    const previous = this.#last ?? this.#after;
    if (previous && record.sequence !== previous.sequence + 1) {
      return `does not follow ${previous.sequence}: rows are missing or out of order`;
    }
    if (previous && record.previousHash !== previous.hash) {
      return `does not continue row ${previous.sequence}: its previous hash is '${record.previousHash}', and that row has '${previous.hash}'`;
    }
    const hash = hashLedgerRecord(record);
    return hash === record.hash
      ? undefined
      : `was changed: its hash is '${record.hash}', and its values give '${hash}'`;
  }

  /** Whether a checkpoint says what was before the first row. */
  #explainsStart({ state, payload }: LedgerRecord): boolean {
    const checkpoint =
      state === LEDGER_CHECKPOINT_STATE
        ? checkpointSchema.safeParse(parseJson(payload)).data
        : undefined;
    return (
      checkpoint?.removedUpTo === (this.#first?.sequence ?? 0) - 1 &&
      checkpoint?.hash === this.#first?.previousHash
    );
  }

  #problem(reason: string, sequence?: number): LedgerProblem {
    return { row: this.#rows, sequence, reason };
  }
}

function isStart({ sequence, previousHash }: LedgerRecord): boolean {
  return sequence === 1 && previousHash === LEDGER_START_HASH;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
