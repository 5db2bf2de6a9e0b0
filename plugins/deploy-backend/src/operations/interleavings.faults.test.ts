import { TestDatabaseId } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { runMigrations } from '@openportal/database-node';
import { Knex } from 'knex';
import { findLedgerProblem } from '../__testUtils__/findLedgerProblem';
import { findViolations } from '../__testUtils__/interleavings/findViolations';
import { Interleaving } from '../__testUtils__/interleavings/Interleaving';
import { createRandom } from '../__testUtils__/interleavings/random';
import { ReplicaDatabase } from '../__testUtils__/interleavings/ReplicaDatabase';
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
/** Where there are so many rounds, several databases of the same server are walked on at once. */
const ROUNDS_OF_A_DATABASE = 200;
const MOST_DATABASES = 6;

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

const configs = {
  direct: configOf('direct'),
  'pull-request': configOf('pull-request'),
  approvals: configOf('approvals'),
};

/**
 * Walks with these seeds on one database, one after the other.
 *
 * @returns the states in which operations ended
 * @throws Error with the seed, what is violated and what happened
 */
async function walk(
  knex: Knex,
  replicas: readonly ReplicaDatabase[],
  seeds: readonly number[],
): Promise<string[]> {
  for (const seed of seeds) {
    const interleaving = new Interleaving({
      id: seed,
      random: createRandom(seed),
      databases: replicas,
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
  return knex('operations').distinct('state').pluck('state');
}

async function walkOnNewDatabase(
  id: TestDatabaseId,
  seeds: readonly number[],
): Promise<string[]> {
  const knex = await databases.init(id);
  await runMigrations(knex, migrations);
  // Connections of their own, as processes have.
  const replicas = [new ReplicaDatabase(knex), new ReplicaDatabase(knex)];
  try {
    return await walk(knex, replicas, seeds);
  } finally {
    await Promise.all(replicas.map(replica => replica.close()));
  }
}

describe.each(databases.eachSupportedId())('two replicas on %s', id => {
  const isPostgres = id.startsWith('POSTGRES');
  const rounds = isPostgres ? ROUNDS : Math.ceil(ROUNDS / 2);
  const count = isPostgres
    ? Math.min(MOST_DATABASES, Math.ceil(rounds / ROUNDS_OF_A_DATABASE))
    : 1;

  it(`C2, C3, C4: keep the invariants in ${rounds} random interleavings of requests, decisions, webhooks, crashes and time`, async () => {
    const seeds = Array.from(
      { length: rounds },
      (_, index) => FIRST_SEED + index,
    );
    const states = await Promise.all(
      Array.from({ length: count }, (_, database) =>
        walkOnNewDatabase(
          id,
          seeds.filter(seed => seed % count === database),
        ),
      ),
    );
    // The walk reaches what it is about, where it is no look at a few seeds.
    const reached = rounds < 50 ? [] : ENDS;
    expect(states.flat()).toEqual(expect.arrayContaining(reached));
  });
});
