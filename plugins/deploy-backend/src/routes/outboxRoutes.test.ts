import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  deployAdaptersExtensionPoint,
  DeployEvent,
} from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import request from 'supertest';
import { startDeployBackend } from '../__testUtils__/startDeployBackend';
import { OutboxRow } from '../database/rows';

jest.setTimeout(60_000);

/** A chat that is away until somebody repairs it, and the database of the plugin. */
function createChat() {
  const chat = { isAway: true, received: [] as DeployEvent[] };
  const database: { knex?: Knex } = {};
  const module = createBackendModule({
    pluginId: 'deploy',
    moduleId: 'test-chat',
    register(env) {
      env.registerInit({
        deps: {
          adapters: deployAdaptersExtensionPoint,
          service: coreServices.database,
        },
        async init({ adapters, service }) {
          database.knex = await service.getClient();
          adapters.addNotifier({
            id: 'chat',
            notify: async event => {
              if (chat.isAway) {
                throw new Error('The chat answers 503');
              }
              chat.received.push(event);
            },
          });
        },
      });
    },
  });
  const messages = () => {
    if (!database.knex) {
      throw new Error('The backend is not there yet');
    }
    return database.knex<OutboxRow>('outbox');
  };
  return { chat, module, messages };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
  }
}

describe('outbox routes', () => {
  it('show who may what was given up, and send it again to those who lack it', async () => {
    const { chat, module, messages } = createChat();
    const backend = await startDeployBackend({ features: [module] });
    const { server, denied, events } = backend;
    const promoted = await request(server)
      .post('/api/deploy/entities/component/default/payments/promote')
      .send({ from: 'dev', to: 'qa' });
    expect(promoted.status).toBe(202);
    const { id: operationId } = promoted.body.operation;
    await until(async () => {
      backend.cluster.sync();
      return (await messages().where('attempts', '>', 0).first()) !== undefined;
    });
    const waiting = await request(server).get('/api/deploy/outbox?state=due');
    expect(waiting.body.items).toMatchObject([
      { operationId, error: expect.stringContaining('The chat answers 503') },
    ]);

    // It was tried for a day.
    await until(
      async () =>
        (await messages()
          .whereNull('lease_token')
          .whereNull('delivered_at')
          .update({ dead_at: Date.now(), attempts: 150 })) > 0,
    );
    const dead = await request(server).get('/api/deploy/outbox?state=dead');
    expect(dead.body).toMatchObject({
      status: { dead: 1 },
      items: [
        {
          operationId,
          entityRef: 'component:default/payments',
          environment: 'qa',
          state: 'dead',
          attempts: 150,
        },
      ],
    });
    expect(dead.body.items[0].deliveredTo).not.toContain('chat');
    const path = `/api/deploy/outbox/${dead.body.items[0].id}/replay`;

    denied.add('deploy.messages.manage');
    for (const refused of [
      await request(server).get('/api/deploy/outbox'),
      await request(server).post(path),
    ]) {
      expect(refused.status).toBe(403);
      expect(refused.body.error.message).toContain('deploy.messages.manage');
    }
    denied.clear();
    expect(chat.received).toEqual([]);

    chat.isAway = false;
    const replayed = await request(server).post(path);
    expect(replayed.status).toBe(202);
    expect(replayed.body).toMatchObject({ state: 'due', attempts: 0 });
    await until(async () => chat.received.length > 0);
    expect(chat.received).toMatchObject([{ operation: { id: operationId } }]);
    await until(async () => {
      const { body } = await request(server).get(
        '/api/deploy/outbox?state=delivered&limit=1',
      );
      return body.items.length === 1 && body.nextCursor === body.items[0].id;
    });

    for (const wrong of [path, '/api/deploy/outbox/x/replay']) {
      const missing = await request(server).post(wrong);
      expect(missing.status).toBe(404);
    }
    const malformed = await request(server).get('/api/deploy/outbox?state=no');
    expect(malformed.status).toBe(400);
    expect(
      events
        .filter(({ eventId }) => eventId === 'message-replay')
        .map(({ outcome }) => outcome),
    ).toEqual(['fail', 'success', 'fail', 'fail']);
  });
});
