import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { DatabaseEntityStore } from './DatabaseEntityStore';
import { EntityList } from './EntityList';
import { DeployEntityRow } from './fleetRows';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const DAY = 24 * 60 * 60_000;

function component(name: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: { 'argocd/app-name': `idp-${name}` },
    },
    spec: {},
  };
}

describe.each(databases.eachSupportedId())('EntityList on %s', id => {
  async function setUp() {
    const { knex, config } = await createTestWorld(databases, id);
    const entities = DatabaseEntityStore.create({ knex });
    const update = async (
      there: Entity[],
      listed: Entity[] | 'nothing at all' = there,
    ) => {
      const catalog = catalogServiceMock({ entities: there });
      if (listed !== there) {
        jest.spyOn(catalog, 'queryEntities').mockImplementation(async () => {
          if (listed === 'nothing at all') {
            throw new Error('The catalog answers 503');
          }
          return { items: listed, totalItems: listed.length, pageInfo: {} };
        });
      }
      // A new one each time, as after a restart: it waits for no pause.
      await new EntityList({
        auth: mockServices.auth(),
        catalog,
        config,
        entities,
        logger: mockServices.logger.mock(),
        onApps: async () => {},
        onChanged: () => {},
      }).update();
    };
    const names = async () =>
      [...(await entities.listFingerprints()).keys()]
        .map(ref => ref.split('/')[1])
        .sort();
    return { knex, entities, update, names };
  }

  it('keeps an entity until the catalog says for sure that it is gone', async () => {
    const { update, names } = await setUp();
    const [payments, orders] = [component('payments'), component('orders')];
    await update([payments, orders]);
    expect(await names()).toEqual(['orders', 'payments']);

    await expect(update([payments], 'nothing at all')).rejects.toThrow('503');
    expect(await names()).toEqual(['orders', 'payments']);

    // The list is empty, but the catalog has both when it is asked for them.
    await update([payments, orders], []);
    expect(await names()).toEqual(['orders', 'payments']);

    await update([payments]);
    expect(await names()).toEqual(['payments']);
    await update([payments, orders]);
    expect(await names()).toEqual(['orders', 'payments']);
  });

  it('lists page after page', async () => {
    const { update, names } = await setUp();
    const many = Array.from({ length: 450 }, (_, index) =>
      component(`app-${index}`),
    );
    await update(many);
    expect(await names()).toHaveLength(450);
  });

  it('forgets what is known of an entity a week after it went', async () => {
    const { knex, update, entities } = await setUp();
    await update([component('payments')]);
    await knex('environment_states').insert({
      entity_ref: 'component:default/payments',
      environment: 'qa',
      checked_at: 0,
    });
    await update([]);
    expect(await knex('environment_states')).toHaveLength(1);
    await knex<DeployEntityRow>('deploy_entities').update({
      gone_at: (await entities.now()) - 8 * DAY,
    });
    await update([]);
    expect(await knex('environment_states')).toHaveLength(0);
    expect(await knex('deploy_entities')).toHaveLength(0);
    expect(await knex('deploy_targets')).toHaveLength(0);
  });

  it('gives the entities to read next: those that somebody looked at, then the oldest', async () => {
    const { update, entities } = await setUp();
    await update([component('a'), component('b'), component('c')]);
    const refs = ['a', 'b', 'c'].map(name => `component:default/${name}`);
    await entities.markChecked(refs[0]);
    await entities.markChecked(refs[2]);
    const due = async () =>
      entities.listDue({ checkedBeforeMs: await entities.now(), limit: 10 });
    expect((await due())[0]).toBe(refs[1]);
    await entities.markChecked(refs[1]);

    // One of all who look within the time sets a read going.
    const claim = async (maxAgeMs: number) =>
      Object.fromEntries(
        await entities.claimViews([refs[2], 'component:default/new'], maxAgeMs),
      );
    const unlisted = { 'component:default/new': 'unlisted' };
    expect(await claim(60_000)).toEqual({ [refs[2]]: 'claimed', ...unlisted });
    expect(await claim(60_000)).toEqual({ [refs[2]]: 'too-soon', ...unlisted });
    expect(await claim(0)).toEqual({ [refs[2]]: 'claimed', ...unlisted });
    expect((await due())[0]).toBe(refs[2]);
  });
});
