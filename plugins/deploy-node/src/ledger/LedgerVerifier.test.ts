import fc from 'fast-check';
import {
  hashLedgerRecord,
  LEDGER_CHECKPOINT_STATE,
  LEDGER_START_HASH,
  LedgerRecord,
} from './LedgerRecord';
import { LedgerPosition, LedgerVerifier } from './LedgerVerifier';

type Content = Partial<
  Omit<LedgerRecord, 'sequence' | 'previousHash' | 'hash'>
>;

/** A ledger with these contents. */
function ledgerOf(contents: Content[]): LedgerRecord[] {
  let previousHash = LEDGER_START_HASH;
  return contents.map((content, index) => {
    const unsealed = {
      sequence: index + 1,
      operationId: 'operation',
      entityRef: 'component:default/payments',
      environment: 'qa',
      state: 'requested',
      actor: 'user:default/developer',
      reason: null,
      payload: '{}',
      recordedAt: 1_700_000_000_000 + index,
      previousHash,
      ...content,
    };
    const record = { ...unsealed, hash: hashLedgerRecord(unsealed) };
    previousHash = record.hash;
    return record;
  });
}

function verify(rows: unknown[]) {
  const verifier = new LedgerVerifier();
  for (const row of rows) {
    const problem = verifier.add(row);
    if (problem) {
      return problem;
    }
  }
  const result = verifier.end();
  return 'problem' in result ? result.problem : result.summary;
}

const content = fc.record({
  operationId: fc.uuid(),
  entityRef: fc.string(),
  environment: fc.string(),
  state: fc.constantFrom('requested', 'applying', 'succeeded'),
  actor: fc.option(fc.string()),
  reason: fc.option(fc.string()),
  payload: fc.json(),
  recordedAt: fc.integer({ min: 0 }),
});

describe('LedgerVerifier', () => {
  it('finds that nothing was changed', () => {
    const rows = ledgerOf([{}, {}, {}]);
    expect(verify(rows)).toEqual({
      rows: 3,
      first: 1,
      last: 3,
      lastHash: rows[2].hash,
    });
    expect(verify([])).toMatchObject({ rows: 0 });
  });

  it('finds every single change, removal and swap, at the row where it is', () => {
    fc.assert(
      fc.property(
        fc.array(content, { minLength: 3, maxLength: 8 }),
        fc.nat(),
        fc.constantFrom(
          'operationId',
          'entityRef',
          'environment',
          'state',
          'actor',
          'reason',
          'payload',
        ),
        (contents, position, field) => {
          const rows = ledgerOf(contents);
          const index = position % rows.length;
          const changed = rows.with(index, {
            ...rows[index],
            [field]: `${rows[index][field as keyof LedgerRecord]} `,
          });
          expect(verify(changed)).toMatchObject({ row: index + 1 });
          // Of the last row alone nobody can tell that it is gone.
          const broken =
            index < rows.length - 1
              ? [
                  rows.toSpliced(index, 1),
                  rows
                    .with(index, rows[index + 1])
                    .with(index + 1, rows[index]),
                ]
              : [];
          for (const ledger of broken) {
            expect(verify(ledger)).toHaveProperty('reason');
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('finds a row that was changed and sealed again', () => {
    const rows = ledgerOf([{}, {}, {}]);
    const forged = { ...rows[1], actor: 'user:default/somebody-else' };
    const sealed = { ...forged, hash: hashLedgerRecord(forged) };
    expect(verify(rows.with(1, sealed))).toMatchObject({
      row: 3,
      sequence: 3,
      reason: expect.stringContaining('does not continue row 2'),
    });
  });

  it('takes a ledger whose start retention removed, and no other that lacks its start', () => {
    const rows = ledgerOf([{}, {}, {}]);
    expect(verify(rows.slice(1))).toMatchObject({
      row: 1,
      sequence: 2,
      reason: expect.stringContaining('rows up to 1'),
    });
    const withCheckpoint = ledgerOf([
      {},
      {},
      {},
      {
        state: LEDGER_CHECKPOINT_STATE,
        payload: JSON.stringify({ removedUpTo: 2, hash: rows[1].hash }),
      },
      {},
    ]);
    expect(verify(withCheckpoint.slice(2))).toMatchObject({
      rows: 3,
      first: 3,
    });
    // More is missing than retention took.
    expect(verify(withCheckpoint.slice(3))).toHaveProperty('reason');
    expect(verify(withCheckpoint.slice(1))).toHaveProperty('reason');
  });

  it('checks what came after a row that is known', () => {
    const rows = ledgerOf([{}, {}, {}, {}]);
    const check = (after: LedgerPosition, later: LedgerRecord[]) => {
      const verifier = new LedgerVerifier({ after });
      const problems = later.map(row => verifier.add(row)).filter(Boolean);
      return problems[0] ?? verifier.end();
    };
    expect(check(rows[1], rows.slice(2))).toMatchObject({
      summary: { rows: 2, first: 3, last: 4 },
    });
    expect(check(rows[1], rows.slice(3))).toMatchObject({
      row: 1,
      sequence: 4,
      reason: expect.stringContaining('does not follow 2'),
    });
    expect(
      check({ sequence: 2, hash: rows[0].hash }, rows.slice(2)),
    ).toMatchObject({
      row: 1,
      reason: expect.stringContaining('does not continue row 2'),
    });
  });

  it('says what is no row', () => {
    expect(verify([{ sequence: 'one' }])).toMatchObject({
      row: 1,
      reason: expect.stringContaining('sequence'),
    });
    expect(verify(['text'])).toMatchObject({ row: 1 });
  });
});
