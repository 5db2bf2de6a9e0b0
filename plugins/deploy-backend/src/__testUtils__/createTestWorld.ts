import {
  mockServices,
  TestDatabaseId,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { runMigrations } from '@openportal/database-node';
import { Knex } from 'knex';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { ArtifactService } from '../adapters/ArtifactService';
import { readDeployConfig } from '../config/readDeployConfig';
import { DatabaseStateStore } from '../database/DatabaseStateStore';
import { createSoakedSince } from '../deployments/createSoakedSince';
import { GatePermissions } from '../gates/GateFacts';
import { DatabaseOperationStore } from '../database/DatabaseOperationStore';
import { migrations } from '../database/migrations';
import { OperationRow } from '../database/rows';
import { OperationWorker } from '../operations/OperationWorker';
import { StepContext } from '../operations/steps/Step';
import { testImage } from './newOperation';
import { TestCluster } from './TestCluster';
import { TestGit } from './TestGit';
import { TestRegistry } from './TestRegistry';

/** A git host, a cluster, a registry and a database, with workers on them. */
export async function createTestWorld(
  databases: TestDatabases,
  id: TestDatabaseId,
  deploy: object = {},
) {
  const knex: Knex = await databases.init(id);
  await runMigrations(knex, migrations);
  const git = new TestGit();
  const cluster = new TestCluster(git);
  const registry = new TestRegistry();
  const adapters = new AdapterRegistry();
  adapters.addDesiredState(git);
  adapters.addObserver(cluster);
  adapters.addArtifactSource(registry);
  const store = DatabaseOperationStore.create({ knex });
  const permissions = new Map<string, GatePermissions>();
  const config = readDeployConfig(new ConfigReader({ deploy }));

  for (const path of [
    'environments/qa',
    'environments/staging',
    'environments/prod',
  ]) {
    git.write(path, testImage(1));
  }
  git.write('deploy', testImage(2));
  cluster.sync();

  const context: Omit<StepContext, 'nowMs'> = {
    adapters,
    artifacts: new ArtifactService({ adapters }),
    config,
    findLogins: async requestedBy => ({
      logins: [requestedBy.split('/')[1]],
      complete: requestedBy !== 'user:default/unknown',
    }),
    findSoakedSince: createSoakedSince(DatabaseStateStore.create({ knex })),
    askPermissions: async (_record, who) => permissions.get(who),
  };

  return {
    knex,
    git,
    cluster,
    registry,
    adapters,
    store,
    config,
    /** Who may do what by now, of those who can be asked. */
    permissions,
    context,
    /** A worker as another replica would have it. */
    createWorker: (options: { handOverAfterMs?: number } = {}) =>
      new OperationWorker({
        store,
        ...options,
        context,
        logger: mockServices.logger.mock(),
        onChange: () => {},
      }),
    /** Makes everything due now, as the passing of time does. */
    passTime: async (changes: { milliseconds?: number } = {}) => {
      const rows = await knex<OperationRow>('operations').whereNull(
        'finished_at',
      );
      for (const row of rows) {
        const progress = JSON.parse(row.progress ?? '{}') as Record<
          string,
          number
        >;
        for (const name of Object.keys(progress)) {
          if (name.endsWith('Since')) {
            progress[name] -= changes.milliseconds ?? 0;
          }
        }
        await knex<OperationRow>('operations')
          .where({ id: row.id })
          .update({
            next_at: 0,
            lease_until: 0,
            progress: JSON.stringify(progress),
            deadline_at:
              row.deadline_at === null
                ? null
                : Number(row.deadline_at) - (changes.milliseconds ?? 0),
          });
      }
    },
  };
}
