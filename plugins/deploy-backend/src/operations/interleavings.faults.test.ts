import { ConfigReader } from '@backstage/config';
import { runMigrations } from '@openportal/database-node';
import createKnex, { Knex } from 'knex';
import { findLedgerProblem } from '../__testUtils__/findLedgerProblem';
import { findViolations } from '../__testUtils__/interleavings/findViolations';
import { Interleaving } from '../__testUtils__/interleavings/Interleaving';
import { createRandom } from '../__testUtils__/interleavings/random';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { DeployConfig } from '../config/DeployConfig';
import { readDeployConfig } from '../config/readDeployConfig';
import { migrations } from '../database/migrations';
import { ChangeMode } from './OperationRecord';

/**
 * So many fit into a test suite. `OPENPORTAL_INTERLEAVINGS=10000 yarn test:faults interleavings` runs more of the same
 * walk, and `OPENPORTAL_INTERLEAVINGS_SEED` begins it elsewhere.
 */
const ROUNDS = Number(process.env.OPENPORTAL_INTERLEAVINGS ?? 120);
const FIRST_SEED = Number(process.env.OPENPORTAL_INTERLEAVINGS_SEED ?? 1);
const TURNS = 14;
const ENDS = ['cancelled', 'failed', 'rejected', 'succeeded', 'superseded'];

jest.setTimeout(60_000 + ROUNDS * 2_000);

const databases = createTestDatabases();

/** The configuration with a mode of protection for the environment of the test. */
function configOf(mode: ChangeMode): DeployConfig {
  const config = readDeployConfig(new ConfigReader({}));
  return {
    ...config,
    environments: config.environments.map(environment => ({
      ...environment,
      protection: {
        mode: mode === 'direct' ? 'none' : mode,
        approvals: mode === 'direct' ? 0 : 1,
        excludeRequester: false,
        rollback: 'same',
        mergeWhenApproved: true,
      },
    })),
  };
}

describe.each(databases.eachSupportedId())('two replicas on %s', id => {
  const isPostgres = id.startsWith('POSTGRES');
  const rounds = isPostgres ? ROUNDS : Math.ceil(ROUNDS / 2);

  it(`C2, C3, C4: keep the invariants in ${rounds} random interleavings of requests, decisions, hints, crashes and time`, async () => {
    const knex = await databases.init(id);
    await runMigrations(knex, migrations);
    // A pool of its own, as another process has. SQLite in memory has one connection.
    const other: Knex = isPostgres ? createKnex(knex.client.config) : knex;
    const configs = {
      direct: configOf('direct'),
      'pull-request': configOf('pull-request'),
      approvals: configOf('approvals'),
    };
    try {
      for (let seed = FIRST_SEED; seed < FIRST_SEED + rounds; seed++) {
        const interleaving = new Interleaving({
          id: seed,
          random: createRandom(seed),
          knexes: [knex, other],
          configs,
        });
        const violations = await interleaving
          .run(TURNS)
          .then(() => findViolations(knex, interleaving))
          .catch(error => [String(error.stack)]);
        if (violations.length > 0) {
          throw new Error(
            [
              `Seed ${seed}, mode ${interleaving.mode}:`,
              ...violations,
              'What happened:',
              ...interleaving.trace,
            ].join('\n'),
          );
        }
      }
      await expect(findLedgerProblem(knex)).resolves.toBeUndefined();
      // The walk reaches what it is about, where it is no look at a few seeds.
      const reached = rounds < 50 ? [] : ENDS;
      await expect(
        knex('operations').distinct('state').orderBy('state').pluck('state'),
      ).resolves.toEqual(expect.arrayContaining(reached));
    } finally {
      if (isPostgres) {
        await other.destroy();
      }
    }
  });
});
