import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { testImage } from '../__testUtils__/newOperation';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { DatabaseStateStore } from '../database/DatabaseStateStore';
import { DatabaseEntityStore } from './DatabaseEntityStore';
import { ObservedStates } from './ObservedStates';
import { StateRefresher } from './StateRefresher';
import { StateService } from './StateService';

jest.setTimeout(60_000);

const databases = createTestDatabases();

function component(name: string, annotations?: Record<string, string>): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: annotations ?? {
        'argocd/app-name': `idp-${name}`,
        'github.com/project-slug': `acme/idp-${name}`,
      },
    },
    spec: {},
  };
}

describe('StateRefresher', () => {
  it('reads every application, although one of them cannot be read', async () => {
    const { knex, adapters, config } = await createTestWorld(
      databases,
      'SQLITE_3',
    );
    const logger = mockServices.logger.mock();
    const store = DatabaseStateStore.create({ knex });
    const states = new StateService({
      store,
      adapters,
      logger,
      staleAfterMs: 60_000,
      onChange: () => {},
    });
    const read = states.read.bind(states);
    jest.spyOn(states, 'read').mockImplementation(async (app, options) => {
      if (app.name === 'broken') {
        throw new Error('What is stored cannot be parsed');
      }
      return read(app, options);
    });
    const seen: string[] = [];
    const entities = DatabaseEntityStore.create({ knex });
    const refresher = new StateRefresher({
      adapters,
      auth: mockServices.auth(),
      catalog: catalogServiceMock({
        entities: [component('broken'), component('payments')],
      }),
      config,
      entities,
      states,
      observed: new ObservedStates({ knex, adapters, states, logger }),
      logger,
      onRead: async app => {
        seen.push(app.name);
      },
    });

    await refresher.run();

    expect(seen).toEqual(['payments']);
    await expect(
      store.listStates('component:default/payments'),
    ).resolves.toHaveLength(4);
    expect(logger.warn).toHaveBeenCalledWith(
      'The states of an application cannot be read',
      expect.objectContaining({ entityRef: 'component:default/broken' }),
    );
  });

  it('reads what only an observer knows, and leaves alone what nobody deploys', async () => {
    const { knex, adapters, config } = await createTestWorld(
      databases,
      'SQLITE_3',
    );
    const observed: string[] = [];
    for (const id of ['kubernetes', 'flux']) {
      adapters.addObserver({
        id,
        capabilities: { revision: false, watch: false },
        observe: async ({ name, environment }) => {
          observed.push(`${id} ${name} ${environment}`);
          return {
            observedAt: new Date().toISOString(),
            images: [testImage(2)],
            sync: 'unknown',
            health: 'healthy',
            links: [],
          };
        },
      });
    }
    const logger = mockServices.logger.mock();
    const store = DatabaseStateStore.create({ knex });
    const states = new StateService({
      store,
      adapters,
      logger,
      staleAfterMs: 60_000,
      onChange: () => {},
    });
    const refresher = new StateRefresher({
      adapters,
      auth: mockServices.auth(),
      catalog: catalogServiceMock({
        entities: [
          component('shop', {
            'backstage.io/kubernetes-id': 'shop',
            'openportal.dev/environments': 'qa,prod',
          }),
          component('stock', {
            'openportal.dev/flux-kustomization': 'apps/stock-{env}',
            'openportal.dev/environments': 'qa',
          }),
          component('library', { 'github.com/project-slug': 'acme/library' }),
          // An order of Crossplane, as the ingestor brings it into the catalog.
          {
            ...component('bucket', { 'crossplane.io/xrd-name': 'buckets' }),
            kind: 'Resource',
          },
        ],
      }),
      config,
      entities: DatabaseEntityStore.create({ knex }),
      states,
      observed: new ObservedStates({ knex, adapters, states, logger }),
      logger,
      onRead: async () => {},
    });

    await refresher.run();

    expect(observed.sort()).toEqual([
      'flux stock qa',
      'kubernetes shop prod',
      'kubernetes shop qa',
    ]);
    const shop = await store.listStates('component:default/shop');
    expect(
      shop
        .map(state => [state.environment, state.observed?.images])
        .sort(([one], [other]) => String(one).localeCompare(String(other))),
    ).toEqual([
      ['prod', [testImage(2)]],
      ['qa', [testImage(2)]],
    ]);
    await expect(
      knex('deploy_entities').orderBy('name').pluck('name'),
    ).resolves.toEqual(['shop', 'stock']);
  });

  it('asks git again only where the observer has not compared with what is known of it', async () => {
    const { knex, adapters, config, git } = await createTestWorld(
      databases,
      'SQLITE_3',
    );
    adapters.addObserver({
      id: 'flux',
      capabilities: { revision: true, watch: true },
      observe: async () => ({
        observedAt: new Date().toISOString(),
        images: [testImage(2)],
        revision: git.head,
        sync: 'synced',
        health: 'healthy',
        links: [],
      }),
    });
    const logger = mockServices.logger.mock();
    const states = new StateService({
      store: DatabaseStateStore.create({ knex }),
      adapters,
      logger,
      staleAfterMs: 60_000,
      onChange: () => {},
    });
    const observed = new ObservedStates({ knex, adapters, states, logger });
    const annotations = {
      'openportal.dev/flux-kustomization': 'apps/payments-{env}',
      'openportal.dev/environments': 'qa',
    };
    /** A pass an hour later, on a replica that starts; how often it read git. */
    const pass = async (more: Record<string, string> = {}) => {
      await knex('deploy_entities').update({ checked_at: 0 });
      await knex('environment_states').decrement('desired_at', 3_600_000);
      let reads = 0;
      git.onCall = method => {
        reads += method === 'read' ? 1 : 0;
      };
      await new StateRefresher({
        adapters,
        auth: mockServices.auth(),
        catalog: catalogServiceMock({
          entities: [component('payments', { ...annotations, ...more })],
        }),
        config,
        entities: DatabaseEntityStore.create({ knex }),
        states,
        observed,
        logger,
        onRead: async () => {},
      }).run();
      return reads;
    };

    git.write('environments/staging', testImage(2));
    expect(await pass()).toBe(1);
    expect(await pass()).toBe(0);
    // Somebody commits, and the observer compares with that.
    git.write('environments/other', testImage(3));
    expect(await pass()).toBe(1);
    expect(await pass()).toBe(0);
    // It is deployed from elsewhere now, at the same commit.
    const elsewhere = {
      'openportal.dev/manifest-path': 'environments/staging',
    };
    expect(await pass(elsewhere)).toBe(1);
    expect(await pass(elsewhere)).toBe(0);
    // What git said is known for more than a week.
    await knex('environment_states').decrement('desired_at', 8 * 86_400_000);
    expect(await pass(elsewhere)).toBe(1);
  });
});
