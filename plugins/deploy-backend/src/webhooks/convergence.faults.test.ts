import { EnvironmentState } from '@openportal/plugin-deploy-common';
import { mockServices } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { testImage } from '../__testUtils__/newOperation';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { DatabaseStateStore } from '../database/DatabaseStateStore';
import { StateService } from '../states/StateService';
import { createWebhookWorld, pushOf } from './__testUtils__/createWebhookWorld';
import { WebhookSource } from './WebhookSource';

jest.setTimeout(120_000);

const databases = createTestDatabases();

type World = Awaited<ReturnType<typeof createWebhookWorld>>;
type Delivery = {
  source: WebhookSource;
  body: object;
  event?: string;
  delivery: string;
};

/** What happens, and what becomes of the webhooks that tell of it. Numbers choose among what is there. */
const step = fc.oneof(
  fc.record({
    kind: fc.constant('write' as const),
    path: fc.constantFrom('deploy', 'environments/qa', 'environments/prod'),
    image: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({
    kind: fc.constant('sync' as const),
    health: fc.constantFrom('healthy', 'progressing', 'degraded'),
  }),
  fc.record({ kind: fc.constant('deliver' as const), which: fc.nat() }),
  fc.record({ kind: fc.constant('lose' as const), which: fc.nat() }),
  fc.record({ kind: fc.constant('replay' as const), which: fc.nat() }),
  fc.record({
    kind: fc.constant('forge' as const),
    source: fc.constantFrom<WebhookSource>('github', 'argocd', 'flux', 'ci'),
    signed: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('work' as const) }),
);

/** What somebody with bad intentions would like the portal to believe. */
const lies: Record<WebhookSource, object> = {
  github: {
    ...pushOf('environments/prod'),
    after: 'f'.repeat(40),
    deployment_status: { state: 'success' },
  },
  argocd: {
    application: 'idp-payments-prod',
    health: 'Healthy',
    sync: 'Synced',
    revision: 'f'.repeat(40),
  },
  flux: {
    involvedObject: {
      kind: 'Kustomization',
      namespace: 'flux-system',
      name: 'payments-prod',
    },
    reason: 'ReconciliationSucceeded',
    metadata: { revision: `main@sha1:${'f'.repeat(40)}` },
  },
  ci: {
    event: 'artifact.available',
    image: `registry.test/acme/idp-payments:evil@sha256:${'f'.repeat(64)}`,
  },
};

/** What a viewer sees of the states, without the times of reading. */
function visible(states: EnvironmentState[]) {
  return states.map(
    ({ environment, desired, observed, sync, health, drift }) => ({
      environment,
      desired: desired && { image: desired.image, revision: desired.revision },
      observed,
      sync,
      health,
      drift,
    }),
  );
}

/** What somebody sees who never got a webhook, and reads everything now. */
async function readTruth(world: World) {
  const knex = await databases.init('SQLITE_3');
  await knex.migrate.latest({ directory: `${__dirname}/../../migrations` });
  const states = new StateService({
    store: DatabaseStateStore.create({ knex }),
    adapters: world.adapters,
    logger: mockServices.logger.mock(),
    staleAfterMs: 3_600_000,
    onChange: () => {},
  });
  return visible(await states.read(world.app, { maxAgeMs: 0 }));
}

describe('D2, D3, D4, D12: webhooks that are forged, replayed, reordered or lost', () => {
  it('leave the same end state as none at all', async () => {
    const world = await createWebhookWorld(databases, 'SQLITE_3', {
      webhooks: { rateLimit: { refusalsPerSecond: 10_000 } },
    });
    let deliveries = 0;
    const tell = (pending: Delivery[], source: WebhookSource, body: object) => {
      deliveries++;
      pending.push({ source, body, delivery: `delivery-no-${deliveries}` });
    };
    const countRows = async () =>
      (await world.knex('inbox').select('sequence')).length;
    const send = (delivery: Delivery) =>
      world.post(delivery.source, delivery.body, delivery);

    const run = async (
      steps: (typeof step extends fc.Arbitrary<infer T> ? T : never)[],
    ) => {
      const pending: Delivery[] = [];
      const sent: Delivery[] = [];
      const surprises: string[] = [];
      const note = (given: unknown, wanted: unknown) => {
        if (given !== wanted) {
          surprises.push(`${given} instead of ${wanted}`);
        }
      };
      for (const item of steps) {
        switch (item.kind) {
          case 'write':
            world.git.write(item.path, testImage(item.image));
            tell(pending, 'github', pushOf(item.path));
            break;
          case 'sync':
            world.cluster.sync(item.health as 'healthy');
            tell(pending, 'argocd', {
              application: 'idp-payments-prod',
              finishedAt: `${deliveries}`,
            });
            break;
          case 'deliver':
            if (pending.length > 0) {
              // Any of them, so the order of arrival is any.
              const [delivery] = pending.splice(item.which % pending.length, 1);
              note(await send(delivery), 202);
              sent.push(delivery);
            }
            break;
          case 'lose':
            pending.splice(item.which % (pending.length + 1), 1);
            break;
          case 'replay':
            if (sent.length > 0) {
              const before = await countRows();
              note(await send(sent[item.which % sent.length]), 202);
              note(await countRows(), before);
            }
            break;
          case 'forge':
            deliveries++;
            note(
              await world.post(
                item.source,
                { ...lies[item.source], at: deliveries },
                {
                  secret: item.signed
                    ? undefined
                    : 'the secret of somebody else',
                  delivery: `forged-${deliveries}`,
                },
              ),
              item.signed ? 202 : 401,
            );
            break;
          default:
            await world.drain();
        }
      }
      await world.drain();
      expect(surprises).toEqual([]);
      // The periodic pass.
      const states = await world.states.read(world.app, { maxAgeMs: 0 });
      expect(visible(states)).toEqual(await readTruth(world));
      expect(JSON.stringify(states)).not.toContain('ffffffff');
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 25 }), run), {
      numRuns: 30,
    });
    await expect(world.inbox.status()).resolves.toMatchObject({
      due: 0,
      dead: 0,
    });
    await world.close();
  });

  it('need no periodic pass where they arrive', async () => {
    const world = await createWebhookWorld(databases, 'SQLITE_3');
    await world.states.read(world.app, { maxAgeMs: 0 });
    world.git.write('environments/qa', testImage(5));
    await world.post('github', pushOf('environments/qa'));
    await world.drain();
    world.cluster.sync();
    await world.post('argocd', { application: 'idp-payments-qa' });
    await world.drain();
    expect(world.refreshed).toEqual(['qa', 'qa']);
    const [, qa] = await world.states.known(world.app);
    expect(qa).toMatchObject({
      desired: { version: 'sha-0505050' },
      observed: { version: 'sha-0505050' },
      health: 'healthy',
    });
    await world.close();
  });
});
