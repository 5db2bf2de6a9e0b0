import {
  AuditorService,
  AuthService,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { PermissionRuleset } from '@backstage/plugin-permission-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  DEPLOY_SIGNAL_CHANNEL,
  DeploySignal,
} from '@openportal/plugin-deploy-common';
import {
  DeploymentFilter,
  DeploymentResource,
} from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import { describeError } from './errors/describeError';
import { AdapterRegistry } from './adapters/AdapterRegistry';
import { CreationService } from './creation/CreationService';
import { DeployConfig } from './config/DeployConfig';
import { Retention } from './config/readRetention';
import { DatabaseOperationStore } from './database/DatabaseOperationStore';
import { DatabaseStateStore } from './database/DatabaseStateStore';
import { DatabaseOutbox } from './database/DatabaseOutbox';
import { ActionPlanner } from './deployments/ActionPlanner';
import { createSoakedSince } from './deployments/createSoakedSince';
import { KnownCallers } from './deployments/KnownCallers';
import { DeployAuthorizer } from './deployments/DeployAuthorizer';
import { DeploymentService } from './deployments/DeploymentService';
import { createCommands } from './createCommands';
import { createReading } from './createReading';
import { createLoginFinder } from './identity/createLoginFinder';
import { OutboxDispatcher } from './notifications/OutboxDispatcher';
import { DiffService } from './diff/DiffService';
import { readLedger } from './database/ledger';
import { createHousekeeper } from './createHousekeeper';
import { LateWatcher } from './operations/LateWatcher';
import { OperationRecord } from './operations/OperationRecord';
import { OperationWorker } from './operations/OperationWorker';
import { WorkLoop } from './operations/WorkLoop';
import { createKeyReader } from './webhooks/completionTokens';
import { createTokenSource } from './webhooks/judgeCompletion';

/** Puts the parts of the plugin together. */
export function createServices(options: {
  adapters: AdapterRegistry;
  auditor: AuditorService;
  auth: AuthService;
  catalog: CatalogService;
  config: DeployConfig;
  knex: Knex;
  logger: LoggerService;
  permissions: PermissionsService;
  retention: Retention;
  ruleset: PermissionRuleset<DeploymentResource, DeploymentFilter>;
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
          error: describeError(error),
        }),
      );
  };

  const reading = createReading({ ...options, announce });
  const { artifacts, states, versions } = reading;
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
  const authorizer = new DeployAuthorizer({ permissions: options.permissions });
  const callers = new KnownCallers({ authorizer });
  const execution = {
    logger,
    context: {
      adapters,
      artifacts,
      config,
      findLogins: createLoginFinder({ auth, catalog }),
      findSoakedSince: createSoakedSince(DatabaseStateStore.create({ knex })),
      askPermissions: (record: OperationRecord, who: string) =>
        callers.ask(record, who),
      completionTokenOf: createTokenSource(createKeyReader(knex)),
    },
    onChange: (record: OperationRecord) => {
      announceOperation(record);
      // So that the tile agrees with the operation at once. It is read again anyway, and this never rejects.
      reading.hints.followOperation(record.operation);
    },
  };
  const worker = new OperationWorker({ store, ...execution });
  const lateWatcher = new LateWatcher({ knex, ...execution });
  const workers = new WorkLoop({
    work: signal => worker.runOnce(signal),
    concurrency: config.worker.concurrency,
    pauseMs: config.worker.pollIntervalMs,
    logger,
  });
  const outbox = DatabaseOutbox.create({ knex });
  const dispatcher = new OutboxDispatcher({ outbox, adapters, logger });
  const messages = new WorkLoop({
    work: () => dispatcher.runOnce(),
    concurrency: 1,
    pauseMs: config.worker.pollIntervalMs,
    logger,
  });

  return {
    store,
    states,
    workers,
    lateWatch: new WorkLoop({
      work: () => lateWatcher.runOnce(),
      concurrency: 1,
      pauseMs: 5 * config.worker.pollIntervalMs,
      logger,
    }),
    housekeeper: createHousekeeper(options),
    messages,
    outbox,
    wakeMessages: () => messages.wake(),
    hints: reading.hints,
    refresher: reading.refresher,
    access: reading.access,
    matrix: reading.matrix,
    viewed: reading.viewed,
    readNow: reading.readNow,
    creations: new CreationService({
      adapters,
      states,
      repositoryPrefix: config.repositoryPrefix,
    }),
    diffs: new DiffService({
      adapters,
      comparisons: reading.comparisons,
      facts: reading.facts,
      storedFacts: reading.storedFacts,
      describeCommit: async image =>
        (await artifacts.describe(image))?.sourceCommit,
      store,
    }),
    readLedger: (query: { after: number; limit: number }) =>
      readLedger(knex, query),
    deployments: new DeploymentService({
      states,
      facts: reading.facts,
      store,
      planner,
      versions,
      artifacts,
      freezes: config.freezes,
      stateMaxAgeMs: config.stateMaxAgeMs,
    }),
    ...createCommands({
      ...options,
      artifacts,
      authorizer,
      callers,
      planner,
      states,
      store,
      onRequest: announceOperation,
      wake: () => workers.wake(),
    }),
  };
}
