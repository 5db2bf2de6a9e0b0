import {
  AuditorService,
  AuthService,
  HttpAuthService,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { Router } from 'express';
import { Knex } from 'knex';
import { DeployConfig } from '../config/DeployConfig';
import { OperationStore } from '../operations/OperationStore';
import { WorkLoop } from '../operations/WorkLoop';
import { CompletionAudit } from './CompletionAudit';
import { readCompletionKey } from './completionTokens';
import { createWebhookRouter } from './createWebhookRouter';
import { DatabaseInboxStore } from './DatabaseInboxStore';
import { HintFollower } from './HintFollower';
import { HintTarget, HintTargets } from './HintTargets';
import { createReceptionCounter, observeInbox } from './inboxMetrics';
import { createInboxRouter } from './inboxRoutes';
import { InboxWorker } from './InboxWorker';
import { OperationWaker } from './OperationWaker';
import { WebhookConfig } from './readWebhookConfig';
import { WEBHOOK_SOURCES, WebhookSource } from './WebhookSource';

/** What the plugin does with webhooks. */
export type Webhooks = {
  /** Sources that are served. Their paths need no sign-in. */
  sources: WebhookSource[];
  /** Must come before whatever else reads bodies: signatures are over the bytes. */
  router: Router;
  start(): void;
  stop(): Promise<void>;
};

/** Puts the parts together that take webhooks in and follow them. */
export function createWebhooks(options: {
  auditor: AuditorService;
  auth: AuthService;
  catalog: CatalogService;
  config: DeployConfig;
  httpAuth: HttpAuthService;
  knex: Knex;
  logger: LoggerService;
  metrics: MetricsService;
  permissions: PermissionsService;
  webhooks: WebhookConfig;
  operations: Pick<OperationStore, 'get'>;
  /** Reads an environment again. */
  refresh: (target: HintTarget) => Promise<void>;
  /** Lets the workers look at operations now. */
  wakeWorkers: () => void;
}): Webhooks {
  const { knex, logger, metrics, webhooks } = options;
  const sources = [...webhooks.secrets.keys()];
  logSources(sources, logger);

  const store = DatabaseInboxStore.create({ knex });
  const follower = new HintFollower({ refresh: options.refresh, logger });
  let key: Promise<string> | undefined;
  const worker = new InboxWorker({
    store,
    targets: new HintTargets(options),
    follower,
    waker: new OperationWaker({ knex, onWoken: options.wakeWorkers }),
    completions: new CompletionAudit({
      auditor: options.auditor,
      findOperation: id => options.operations.get(id),
      readKey: () => {
        key ??= readCompletionKey(knex).catch(error => {
          key = undefined;
          throw error;
        });
        return key;
      },
    }),
    logger,
    ...webhooks.worker,
  });
  const loop = new WorkLoop({
    work: () => worker.runOnce(),
    concurrency: webhooks.worker.concurrency,
    pauseMs: webhooks.worker.pollIntervalMs,
    logger,
  });

  const router = createInboxRouter({
    ...options,
    store,
    onReplayed: () => loop.wake(),
  });
  router.use(
    createWebhookRouter({
      config: webhooks,
      store,
      logger,
      onReceived: createReceptionCounter(metrics),
      onStored: () => loop.wake(),
    }),
  );
  observeInbox(metrics, () => store.status());

  return {
    sources,
    router,
    start: () => loop.start(),
    async stop() {
      await loop.stop();
      await follower.stop();
    },
  };
}

function logSources(
  sources: readonly WebhookSource[],
  logger: LoggerService,
): void {
  const missing = WEBHOOK_SOURCES.filter(source => !sources.includes(source));
  if (missing.length > 0) {
    logger.warn(
      `Webhooks of ${missing.join(
        ', ',
      )} are not served: no secret is configured. ${missing
        .map(source => `deploy.webhooks.${source}.secrets`)
        .join(
          ', ',
        )} would each turn one on; without them changes are found by the periodic pass`,
    );
  }
}
