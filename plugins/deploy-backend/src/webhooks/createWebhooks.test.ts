import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { createWebhooks } from './createWebhooks';
import { METRICS } from './inboxMetrics';
import { readWebhookConfig } from './readWebhookConfig';

jest.setTimeout(60_000);

const databases = createTestDatabases();

async function setUp(webhooks: object) {
  const { knex, store, config } = await createTestWorld(databases, 'SQLITE_3');
  const logger = mockServices.logger.mock();
  const scheduler = mockServices.scheduler.mock();
  const gauges = new Map<
    string,
    (result: { observe(value: number): void }) => Promise<void>
  >();
  const metrics = metricsServiceMock.mock();
  metrics.createObservableGauge.mockImplementation(name => ({
    addCallback: callback => {
      gauges.set(name, callback as never);
    },
    removeCallback: () => {},
  }));
  const redeliverFailed = jest.fn(async () => ({
    hooks: 0,
    failed: 0,
    redelivered: 0,
    problems: [],
  }));
  const created = createWebhooks({
    auditor: mockServices.auditor.mock(),
    auth: mockServices.auth(),
    catalog: catalogServiceMock(),
    config,
    discovery: mockServices.discovery(),
    httpAuth: mockServices.httpAuth(),
    knex,
    logger,
    metrics,
    permissions: mockServices.permissions.mock(),
    scheduler,
    webhooks: readWebhookConfig(new ConfigReader({ deploy: { webhooks } })),
    redeliveries: [{ id: 'github', redeliverFailed }],
    operations: store,
    refresh: async () => {},
    wakeWorkers: () => {},
  });
  return { created, knex, logger, scheduler, gauges, redeliverFailed };
}

const secrets = ['a secret of this test, long enough'];

describe('createWebhooks', () => {
  it('D6: serves nothing without a secret, and says so in the log', async () => {
    const { created, logger, scheduler } = await setUp({});
    expect(created.sources).toEqual([]);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(
        /^Webhooks of github, argocd, flux, ci are not served: .*deploy\.webhooks\.github\.secrets/,
      ),
    );
    await created.start();
    await created.stop();
    expect(scheduler.scheduleTask).not.toHaveBeenCalled();
  });

  it('D4: asks GitHub again now and then, where its webhooks are served', async () => {
    const { created, logger, scheduler, redeliverFailed } = await setUp({
      github: { secrets },
    });
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(/^Webhooks of argocd, flux, ci are not served/),
    );
    await created.start();
    await created.stop();
    const [[task]] = scheduler.scheduleTask.mock.calls;
    expect(task).toMatchObject({
      id: 'deploy-webhook-redelivery',
      frequency: { milliseconds: 600_000 },
    });
    await task.fn(new AbortController().signal);
    expect(redeliverFailed).toHaveBeenCalledWith(
      expect.objectContaining({
        url: expect.stringMatching(/\/api\/deploy\/webhooks\/github$/),
      }),
      expect.anything(),
    );
  });

  it('is silent, and asks nobody, where that is switched off', async () => {
    const { created, logger, scheduler } = await setUp({
      github: { secrets, redelivery: { enabled: false } },
      argocd: { secrets },
      flux: { secrets },
      ci: { secrets },
    });
    await created.start();
    await created.stop();
    expect(logger.warn).not.toHaveBeenCalled();
    expect(scheduler.scheduleTask).not.toHaveBeenCalled();
  });

  it('measures how long the oldest delivery has waited', async () => {
    const { gauges, knex } = await setUp({ github: { secrets } });
    await knex('inbox').insert({
      source: 'github',
      dedupe_key: 'id:1',
      order_key: 'x',
      event: 'push',
      headers: '{}',
      body: '{}',
      received_at: 0,
      next_at: Date.now() - 5_000,
    });
    const read = async (name: string) => {
      const values: number[] = [];
      await gauges.get(name)?.({ observe: value => values.push(value) });
      return values;
    };
    const [age] = await read(METRICS.oldestDueAge);
    expect(age).toBeGreaterThanOrEqual(5);
    expect(age).toBeLessThan(300);
    await expect(read(METRICS.due)).resolves.toEqual([1]);
    await expect(read(METRICS.dead)).resolves.toEqual([0]);
    await knex.destroy();
    await expect(read(METRICS.due)).resolves.toEqual([]);
    knex.initialize();
  });
});
