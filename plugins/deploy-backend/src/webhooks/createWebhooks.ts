import {
  AuditorService,
  AuthService,
  DiscoveryService,
  HttpAuthService,
  LoggerService,
  PermissionsService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { WebhookRedelivery } from '@openportal/plugin-deploy-node';
import { Router } from 'express';
import { Knex } from 'knex';
import { DeployConfig } from '../config/DeployConfig';
import { OperationStore } from '../operations/OperationStore';
import { WorkLoop } from '../operations/WorkLoop';
import { CompletionAudit } from './CompletionAudit';
import { createKeyReader } from './completionTokens';
import { createWebhookRouter } from './createWebhookRouter';
import { DatabaseInboxStore } from './DatabaseInboxStore';
import { HintFollower } from './HintFollower';
import { HintTarget, HintTargets } from './HintTargets';
import { createReceptionCounter, observeInbox } from './inboxMetrics';
import { createInboxRouter } from './inboxRoutes';
import { InboxWorker } from './InboxWorker';
import { OperationWaker } from './OperationWaker';
import { redeliverFailed } from './redeliver';
import { WebhookConfig } from './readWebhookConfig';
import { WEBHOOK_SOURCES, WebhookSource } from './WebhookSource';

/** What the plugin does with webhooks. */
export type Webhooks = {
  /** Sources that are served. Their paths need no sign-in. */
  sources: WebhookSource[];
  /** Must come before whatever else reads bodies: signatures are over the bytes. */
  router: Router;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** Puts the parts together that take webhooks in and follow them. */
export function createWebhooks(options: {
  auditor: AuditorService;
  auth: AuthService;
  catalog: CatalogService;
  config: DeployConfig;
  discovery: DiscoveryService;
  httpAuth: HttpAuthService;
  knex: Knex;
  logger: LoggerService;
  metrics: MetricsService;
  permissions: PermissionsService;
  scheduler: SchedulerService;
  webhooks: WebhookConfig;
  /** Senders that can be asked to send again. */
  redeliveries: readonly WebhookRedelivery[];
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
  const worker = new InboxWorker({
    store,
    targets: new HintTargets(options),
    follower,
    waker: new OperationWaker({ knex, onWoken: options.wakeWorkers }),
    completions: new CompletionAudit({
      auditor: options.auditor,
      findOperation: id => options.operations.get(id),
      readKey: createKeyReader(knex),
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
    async start() {
      loop.start();
      await scheduleRedelivery(options, sources);
    },
    async stop() {
      await loop.stop();
      await follower.stop();
    },
  };
}

async function scheduleRedelivery(
  options: {
    discovery: DiscoveryService;
    logger: LoggerService;
    scheduler: SchedulerService;
    webhooks: WebhookConfig;
    redeliveries: readonly WebhookRedelivery[];
  },
  sources: readonly WebhookSource[],
): Promise<void> {
  const { discovery, logger, scheduler } = options;
  const { redelivery } = options.webhooks;
  // What is not served would be refused again.
  const redeliveries = options.redeliveries.filter(({ id }) =>
    sources.some(source => source === id),
  );
  if (!redelivery || redeliveries.length === 0) {
    return;
  }
  await scheduler.scheduleTask({
    id: 'deploy-webhook-redelivery',
    frequency: { milliseconds: redelivery.frequencyMs },
    timeout: { minutes: 2 },
    initialDelay: { seconds: 30 },
    fn: async signal =>
      redeliverFailed({
        redeliveries,
        baseUrl: await discovery.getExternalBaseUrl('deploy'),
        logger,
        signal,
      }),
  });
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
