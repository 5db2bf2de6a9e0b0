import { LedgerProblem, LedgerVerifier } from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import { readLedger } from '../database/ledger';

/** What is wrong with the ledger of a database, looked at as its export would be. */
export async function findLedgerProblem(
  knex: Knex,
): Promise<LedgerProblem | undefined> {
  const verifier = new LedgerVerifier();
  for (const record of await readLedger(knex, { limit: 1_000_000 })) {
    const problem = verifier.add(record);
    if (problem) {
      return problem;
    }
  }
  const result = verifier.end();
  return 'problem' in result ? result.problem : undefined;
}
