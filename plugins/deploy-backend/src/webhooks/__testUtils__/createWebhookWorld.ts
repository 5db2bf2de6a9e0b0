import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import {
  mockServices,
  TestDatabaseId,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import express, { ErrorRequestHandler } from 'express';
import { createTestWorld } from '../../__testUtils__/createTestWorld';
import { payments } from '../../__testUtils__/startDeployBackend';
import { resolveDeployApp } from '../../app/resolveDeployApp';
import { DatabaseStateStore } from '../../database/DatabaseStateStore';
import { StateService } from '../../states/StateService';
import { CompletionAudit } from '../CompletionAudit';
import { readCompletionKey } from '../completionTokens';
import { createWebhookRouter, Reception } from '../createWebhookRouter';
import { DatabaseInboxStore } from '../DatabaseInboxStore';
import { HintFollower } from '../HintFollower';
import { HintTargets } from '../HintTargets';
import { InboxStore } from '../InboxStore';
import { InboxWorker } from '../InboxWorker';
import { OperationWaker } from '../OperationWaker';
import { readWebhookConfig } from '../readWebhookConfig';
import { DeliveryTimes } from '../receiveDelivery';
import { WEBHOOK_SOURCES, WebhookSource } from '../WebhookSource';
import { SECRET, sign } from './sign';

const signatureHeader: Record<WebhookSource, string> = {
  github: 'X-Hub-Signature-256',
  flux: 'X-Signature',
  argocd: 'X-OpenPortal-Signature',
  ci: 'X-OpenPortal-Signature',
};

/** An application in a world of git host, cluster and database, with webhooks over HTTP and one worker by hand. */
export async function createWebhookWorld(
  databases: TestDatabases,
  id: TestDatabaseId,
  options: {
    entities?: Entity[];
    webhooks?: object;
    times?: Partial<DeliveryTimes>;
    /** Takes the place of the store at the door. */
    doorStore?: InboxStore;
  } = {},
) {
  const world = await createTestWorld(databases, id);
  const { knex, adapters, config } = world;
  const logger = mockServices.logger.mock();
  const auditor = mockServices.auditor.mock();
  const audited: { severity?: string; outcome: string; error?: string }[] = [];
  auditor.createEvent.mockImplementation(async ({ severityLevel }) => ({
    success: async () => {
      audited.push({ severity: severityLevel, outcome: 'success' });
    },
    fail: async ({ error }) => {
      audited.push({
        severity: severityLevel,
        outcome: 'fail',
        error: error.message,
      });
    },
  }));

  const states = new StateService({
    store: DatabaseStateStore.create({ knex }),
    adapters,
    logger,
    staleAfterMs: 3_600_000,
    onChange: () => {},
  });
  const entities = catalogServiceMock({
    entities: options.entities ?? [payments],
  });
  const catalog = catalogServiceMock.mock({
    queryEntities: (request, credentials) =>
      entities.queryEntities(request, credentials),
  });
  const refreshed: string[] = [];
  const follower = new HintFollower({
    logger,
    restMs: 1,
    refresh: async ({ app, item }) => {
      refreshed.push(item.environment.name);
      await states.refresh(app, item);
    },
  });
  const store = DatabaseInboxStore.create({ knex });
  const woken: number[] = [];
  const webhooks = readWebhookConfig(
    new ConfigReader({
      deploy: {
        webhooks: {
          ...Object.fromEntries(
            WEBHOOK_SOURCES.map(source => [source, { secrets: [SECRET] }]),
          ),
          ...options.webhooks,
        },
      },
    }),
  );
  const worker = new InboxWorker({
    store,
    targets: new HintTargets({ auth: mockServices.auth(), catalog, config }),
    follower,
    waker: new OperationWaker({ knex, onWoken: () => woken.push(Date.now()) }),
    completions: new CompletionAudit({
      auditor,
      findOperation: operationId => world.store.get(operationId),
      readKey: () => readCompletionKey(knex),
    }),
    logger,
    ...webhooks.worker,
  });

  const received: [WebhookSource, Reception][] = [];
  const app = express();
  app.use(
    createWebhookRouter({
      config: webhooks,
      store: options.doorStore ?? store,
      logger,
      onReceived: (source, reception) => received.push([source, reception]),
      onStored: () => {},
      times: options.times,
    }),
  );
  // As Backstage's own middleware does.
  const onError: ErrorRequestHandler = (error, _request, response, _next) => {
    response.status(error.statusCode ?? 500).json({ error });
  };
  app.use(onError);
  const server = createServer(app);
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  let deliveries = 0;

  return {
    ...world,
    port,
    app: resolveDeployApp(payments, config),
    catalog,
    logger,
    states,
    inbox: store,
    worker,
    follower,
    refreshed,
    woken,
    received,
    audited,
    /** Sends a delivery; the status of the answer. */
    async post(
      source: WebhookSource,
      body: unknown,
      send: {
        secret?: string;
        event?: string;
        delivery?: string;
        headers?: Record<string, string>;
      } = {},
    ): Promise<number> {
      deliveries++;
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(
        `http://127.0.0.1:${port}/webhooks/${source}`,
        {
          method: 'POST',
          body: text,
          headers: {
            'Content-Type': 'application/json',
            [signatureHeader[source]]: sign(text, send.secret),
            'X-GitHub-Event': send.event ?? 'push',
            'X-GitHub-Delivery': send.delivery ?? `delivery-${deliveries}`,
            ...send.headers,
          },
        },
      );
      await response.text();
      return response.status;
    },
    /** Works until nothing is due, and waits for what is read because of it. */
    async drain(): Promise<void> {
      while (await worker.runOnce()) {
        // The next one.
      }
      await follower.idle();
    },
    /** Makes what rests due. */
    async passInboxTime(): Promise<void> {
      await knex('inbox').update({ next_at: 0, lease_until: null });
    },
    async close(): Promise<void> {
      await follower.stop();
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
    },
  };
}

/** A push as GitHub tells it. */
export function pushOf(path: string, repository = 'acme/idp-payments') {
  const [login, name] = repository.split('/');
  return {
    ref: 'refs/heads/main',
    repository: {
      name,
      owner: { login },
      html_url: 'https://169.254.169.254/latest/meta-data',
    },
    commits: [
      { added: [], removed: [], modified: [`${path}/deployment.yaml`] },
    ],
  };
}
