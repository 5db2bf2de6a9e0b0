import { createMockDirectory } from '@backstage/backend-test-utils';
import {
  hashLedgerRecord,
  LEDGER_START_HASH,
  LedgerRecord,
} from '@openportal/plugin-deploy-node';
import { runCommand } from './__testUtils__/runCommand';

jest.setTimeout(120_000);

function ledgerOf(states: string[]): LedgerRecord[] {
  let previousHash = LEDGER_START_HASH;
  return states.map((state, index) => {
    const unsealed = {
      sequence: index + 1,
      operationId: 'b6c4f2c0-6a1e-4a8e-9a86-0a1c5a2e7c11',
      entityRef: 'component:default/payments',
      environment: 'qa',
      state,
      actor: 'user:default/developer',
      reason: null,
      payload: '{"kind":"promote"}',
      recordedAt: 1_790_000_000_000 + index,
      previousHash,
    };
    const record = { ...unsealed, hash: hashLedgerRecord(unsealed) };
    previousHash = record.hash;
    return record;
  });
}

const rows = ledgerOf(['requested', 'applying', 'committed', 'succeeded']);
const toText = (records: unknown[]) =>
  records.map(record => `${JSON.stringify(record)}\n`).join('');

describe('openportal ledger verify', () => {
  const directory = createMockDirectory();

  it('accepts what was written, from a file and from the standard input', async () => {
    directory.setContent({ 'ledger.ndjson': toText(rows) });
    const file = await runCommand(['ledger', 'verify', 'ledger.ndjson'], {
      cwd: directory.path,
    });
    expect([file.code, file.err]).toEqual([0, '']);
    expect(file.out).toContain('4 rows, 1 to 4: nothing was changed');
    expect(file.out).toContain(rows[3].hash);
    const input = await runCommand(['ledger', 'verify', '-'], {
      input: toText(rows),
    });
    expect([input.code, input.out]).toEqual([0, file.out]);
  });

  it.each([
    [
      'a row that was changed',
      toText(rows.with(1, { ...rows[1], state: 'cancelled' })),
      /^-: line 2: row 2 was changed: its hash is/,
    ],
    [
      'a row that was removed',
      toText(rows.toSpliced(1, 1)),
      /^-: line 2: row 3 does not follow 1/,
    ],
    [
      'a start that was removed',
      toText(rows.slice(1)),
      /^-: line 1: row 2 is the first one, and no checkpoint says/,
    ],
    ['something else', 'hello\n', /^-: line 1: is not JSON$/m],
    ['nothing', '', /^-: holds no row of a ledger$/m],
    [
      'other JSON',
      '{"sequence":1}\n',
      /^-: line 1: is no row of a ledger: operationId/,
    ],
  ])('refuses %s, and names the row', async (_, input, expected) => {
    const { code, out, err } = await runCommand(['ledger', 'verify', '-'], {
      input,
    });
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(expected);
  });

  it('checks what was written since the last check', async () => {
    const verify = (...position: string[]) =>
      runCommand(['ledger', 'verify', '-', ...position], {
        input: toText(rows.slice(2)),
      });
    const known = ['--after', '2', '--hash', rows[1].hash];
    const whole = await verify(...known);
    expect([whole.code, whole.err]).toEqual([0, '']);
    expect(whole.out).toContain('2 rows, 3 to 4: nothing was changed');
    await expect(
      verify('--after', '1', '--hash', rows[0].hash),
    ).resolves.toMatchObject({
      code: 1,
      err: expect.stringContaining('line 1: row 3 does not follow 1'),
    });
    for (const [position, problem] of [
      [known.slice(0, 2), '--after and --hash belong together'],
      [['--after', 'two', '--hash', rows[1].hash], "--after 'two' is not"],
      [['--after', '2', '--hash', 'abc'], "--hash 'abc' is not"],
    ] as const) {
      await expect(verify(...position)).resolves.toMatchObject({
        code: 1,
        out: '',
        err: expect.stringContaining(problem),
      });
    }
  });

  it('says that there is no such file', async () => {
    const { code, err } = await runCommand(
      ['ledger', 'verify', 'nowhere.ndjson'],
      { cwd: directory.path },
    );
    expect([code, err]).toEqual([
      1,
      'nowhere.ndjson: cannot be read (it does not exist)\n',
    ]);
  });
});
