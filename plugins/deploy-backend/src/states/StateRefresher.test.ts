import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { DatabaseStateStore } from '../database/DatabaseStateStore';
import { DatabaseEntityStore } from './DatabaseEntityStore';
import { ObservedStates } from './ObservedStates';
import { StateRefresher } from './StateRefresher';
import { StateService } from './StateService';

jest.setTimeout(60_000);

const databases = createTestDatabases();

function component(name: string) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: {
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
});
