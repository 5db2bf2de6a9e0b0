import {
  AuthService,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  DEPLOY_SIGNAL_CHANNEL,
  DeploySignal,
} from '@openportal/plugin-deploy-common';
import { Knex } from 'knex';
import { AdapterRegistry } from './adapters/AdapterRegistry';
import { ArtifactService } from './adapters/ArtifactService';
import { toDeployApp } from './app/toDeployApp';
import { DeployConfig } from './config/DeployConfig';
import { DatabaseOperationStore } from './database/DatabaseOperationStore';
import { DatabaseOutbox } from './database/DatabaseOutbox';
import { DatabaseStateStore } from './database/DatabaseStateStore';
import { ActionPlanner } from './deployments/ActionPlanner';
import { ChangeService } from './deployments/ChangeService';
import { DeployAuthorizer } from './deployments/DeployAuthorizer';
import { DeploymentService } from './deployments/DeploymentService';
import { VersionCatalog } from './deployments/VersionCatalog';
import { createLoginFinder } from './identity/createLoginFinder';
import { OutboxDispatcher } from './notifications/OutboxDispatcher';
import { OperationRecord } from './operations/OperationRecord';
import { OperationWorker } from './operations/OperationWorker';
import { WorkLoop } from './operations/WorkLoop';
import { StateRefresher } from './states/StateRefresher';
import { StateService } from './states/StateService';
import { WatchHints } from './states/WatchHints';

/** Puts the parts of the plugin together. */
export function createServices(options: {
  adapters: AdapterRegistry;
  auth: AuthService;
  catalog: CatalogService;
  config: DeployConfig;
  knex: Knex;
  logger: LoggerService;
  permissions: PermissionsService;
  signals: SignalsService;
}) {
  const { adapters, auth, catalog, config, knex, logger, signals } = options;

  const announce = (message: DeploySignal) => {
    // A hint only: whoever misses it looks again by itself.
    signals
      .publish({
        recipients: { type: 'broadcast' },
        channel: DEPLOY_SIGNAL_CHANNEL,
        message: { ...message },
      })
      .catch(error =>
        logger.warn('A signal about a deployment could not be sent', {
          error: stringifyError(error),
        }),
      );
  };

  const stateStore = DatabaseStateStore.create({ knex });
  const artifacts = new ArtifactService({ adapters });
  const states = new StateService({
    store: stateStore,
    adapters,
    logger,
    staleAfterMs: config.staleAfterMs,
    onChange: announce,
  });
  const versions = new VersionCatalog({
    knex,
    states: stateStore,
    adapters,
    logger,
  });
  const planner = new ActionPlanner({
    adapters,
    artifacts,
    versions,
    freezes: config.freezes,
  });
  const store = DatabaseOperationStore.create({ knex });

  const announceOperation = ({ operation }: OperationRecord) =>
    announce({
      entityRef: operation.entityRef,
      environment: operation.environment,
      operationId: operation.id,
    });
  const worker = new OperationWorker({
    store,
    logger,
    context: {
      adapters,
      artifacts,
      config,
      findLogins: createLoginFinder({ auth, catalog }),
    },
    onChange: record => {
      announceOperation(record);
      const app = toDeployApp(record, config);
      if (app) {
        // So that the tile agrees with the operation at once. It is read again anyway.
        states.refresh(app, app.environments[0]).catch(error =>
          logger.warn('A deployment state could not be refreshed', {
            error: stringifyError(error),
          }),
        );
      }
    },
  });
  const workers = new WorkLoop({
    work: () => worker.runOnce(),
    concurrency: config.worker.concurrency,
    pauseMs: config.worker.pollIntervalMs,
    logger,
  });
  const dispatcher = new OutboxDispatcher({
    outbox: DatabaseOutbox.create({ knex }),
    adapters,
    logger,
  });

  return {
    store,
    states,
    workers,
    messages: new WorkLoop({
      work: () => dispatcher.runOnce(),
      concurrency: 1,
      pauseMs: config.worker.pollIntervalMs,
      logger,
    }),
    hints: new WatchHints({ adapters, states, logger }),
    refresher: new StateRefresher({
      auth,
      catalog,
      config,
      store: stateStore,
      states,
      logger,
      onRead: async (app, read) => {
        await Promise.all(read.map(state => versions.list(app, state)));
      },
    }),
    authorizer: new DeployAuthorizer({ permissions: options.permissions }),
    deployments: new DeploymentService({
      states,
      store,
      planner,
      versions,
      artifacts,
      freezes: config.freezes,
      stateMaxAgeMs: config.stateMaxAgeMs,
    }),
    changes: new ChangeService({
      states,
      store,
      planner,
      artifacts,
      timeoutMs: config.timeoutMs,
      onRequest: record => {
        announceOperation(record);
        workers.wake();
      },
    }),
  };
}
