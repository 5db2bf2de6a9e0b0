import {
  AuthService,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { PermissionRuleset } from '@backstage/plugin-permission-node';
import {
  DeploymentFilter,
  DeploymentResource,
} from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import { describeError } from './errors/describeError';
import { CallerAccess } from './access/CallerAccess';
import { AdapterRegistry } from './adapters/AdapterRegistry';
import { ArtifactService } from './adapters/ArtifactService';
import { DeployApp } from './app/resolveDeployApp';
import { DeployConfig } from './config/DeployConfig';
import { DatabaseStateStore } from './database/DatabaseStateStore';
import { VersionCatalog } from './deployments/VersionCatalog';
import { BehindCounter } from './diff/BehindCounter';
import { SourceComparisons } from './diff/SourceComparisons';
import { CellWriter } from './matrix/CellWriter';
import { DatabaseCellStore } from './matrix/DatabaseCellStore';
import { DatabaseMatrix } from './matrix/DatabaseMatrix';
import { MatrixService } from './matrix/MatrixService';
import { AppFactsReader } from './states/AppFacts';
import { DatabaseEntityStore } from './states/DatabaseEntityStore';
import { DatabaseFactsStore } from './states/DatabaseFactsStore';
import { FactsReader } from './states/FactsReader';
import { ObservedStates } from './states/ObservedStates';
import { settleWithin } from './states/settleWithin';
import { StateRefresher } from './states/StateRefresher';
import { StateService } from './states/StateService';
import { ViewReads } from './states/ViewReads';
import { WatchHints } from './states/WatchHints';

// A person who asks for it waits this long; what is slower comes with the next look.
const READ_NOW_WAIT_MS = 4_000;
// Two who press the same button share a read.
const READ_NOW_MAX_AGE_MS = 1_000;

/** Puts together what reads: from the sources into the database, and from there to the pages. */
export function createReading(options: {
  adapters: AdapterRegistry;
  auth: AuthService;
  catalog: CatalogService;
  config: DeployConfig;
  knex: Knex;
  logger: LoggerService;
  permissions: PermissionsService;
  ruleset: PermissionRuleset<DeploymentResource, DeploymentFilter>;
  announce: (key: { entityRef: string; environment: string }) => void;
}) {
  const { adapters, auth, catalog, config, knex, logger, announce } = options;
  const stateStore = DatabaseStateStore.create({ knex });
  const facts = DatabaseFactsStore.create({ knex });
  const cells = DatabaseCellStore.create({ knex });
  const entities = DatabaseEntityStore.create({ knex });
  const cellWriter = new CellWriter({ knex, cells });
  const comparisons = new SourceComparisons({ adapters });
  const behind = new BehindCounter({ cells, facts, comparisons });

  const artifacts = new ArtifactService({
    adapters,
    onMissing: image => {
      facts.savePresence(image, { state: 'missing' }).catch(error =>
        logger.warn('It could not be noted that an image is missing', {
          image,
          error: describeError(error),
        }),
      );
    },
  });
  const states: StateService = new StateService({
    store: stateStore,
    adapters,
    logger,
    staleAfterMs: config.staleAfterMs,
    onRead: (app, read, nowMs) => cellWriter.write(app.entityRef, read, nowMs),
    onChange: (app, environment) => {
      announce({ entityRef: app.entityRef, environment });
      completeAndAnnounce(app, environment);
    },
  });
  const versions = new VersionCatalog({
    knex,
    states: stateStore,
    adapters,
    logger,
    facts,
  });
  const factsReader = new FactsReader({
    artifacts,
    facts,
    listVersions: (app, state) => versions.list(app, state),
    countBehind: app => behind.count(app),
    now: () => stateStore.now(),
    logger,
  });
  const complete = (app: DeployApp) =>
    factsReader.complete(app, () => states.known(app));
  function completeAndAnnounce(app: DeployApp, environment: string): void {
    // It never rejects.
    complete(app).then(() =>
      announce({ entityRef: app.entityRef, environment }),
    );
  }

  const observed = new ObservedStates({ knex, adapters, states, logger });
  const access = new CallerAccess({
    auth,
    catalog,
    permissions: options.permissions,
    ruleset: options.ruleset,
    maxAgeMs: config.permissionMaxAgeMs,
  });
  const views = new ViewReads({
    adapters,
    entities,
    states,
    observed,
    logger,
    maxAgeMs: config.stateMaxAgeMs,
    onFirstRead: complete,
  });

  return {
    access,
    artifacts,
    comparisons,
    facts: new AppFactsReader({ knex, states, facts }),
    storedFacts: facts,
    hints: new WatchHints({
      adapters,
      auth,
      catalog,
      config,
      entities,
      states,
      observed,
      logger,
    }),
    matrix: new MatrixService({
      matrix: new DatabaseMatrix({ knex, staleAfterMs: config.staleAfterMs }),
      access,
      config,
    }),
    refresher: new StateRefresher({
      adapters,
      auth,
      catalog,
      config,
      entities,
      states,
      observed,
      logger,
      onRead: complete,
    }),
    states,
    versions,
    /** Somebody looks at an application: nobody waits for what that sets going. */
    viewed: (view: { entity: Entity; app: DeployApp; neverRead: boolean }) =>
      views.request(view),
    /** Reads an application because a person asked for exactly that. */
    readNow: async (app: DeployApp): Promise<void> => {
      const read = async () => {
        await states.read(app, {
          maxAgeMs: Math.min(READ_NOW_MAX_AGE_MS, config.stateMaxAgeMs),
        });
        await complete(app);
      };
      await settleWithin(read(), READ_NOW_WAIT_MS);
    },
  };
}
