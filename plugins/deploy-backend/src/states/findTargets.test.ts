import { ObserverHint } from '@openportal/plugin-deploy-node';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { DatabaseEntityStore } from './DatabaseEntityStore';

jest.setTimeout(60_000);

const databases = createTestDatabases();

function entity(name: string, environments: Record<string, string>) {
  const entityRef = `component:default/${name}`;
  return {
    entityRef,
    name,
    title: name,
    owners: [],
    targets: Object.entries(environments).map(([environment, cluster]) => ({
      entityRef,
      name,
      environment,
      manifestPath: 'deploy',
      namespace: `${name}-${environment}`,
      cluster: cluster === 'any' ? undefined : cluster,
      argocdApplication: `idp-${name}`,
      repository: { owner: 'acme', name },
      annotations: {},
    })),
  };
}

describe.each(databases.eachSupportedId())(
  'targets of hints of observers, on %s',
  id => {
    it('are those that a hint is about, and no others', async () => {
      const { knex } = await createTestWorld(databases, id);
      const entities = DatabaseEntityStore.create({ knex });
      await entities.save([
        entity('orders', { qa: 'platform', prod: 'production', dev: 'any' }),
        entity('cart', { qa: 'platform' }),
      ]);
      const find = async (...hints: ObserverHint[]) =>
        (await entities.findTargets(hints))
          .map(
            ({ entityRef, environment }) =>
              `${entityRef.split('/')[1]} ${environment}`,
          )
          .sort();

      await expect(
        find({ cluster: 'platform', namespace: 'cart-qa' }),
      ).resolves.toEqual(['cart qa']);
      await expect(find({ argocdApplication: 'idp-cart' })).resolves.toEqual([
        'cart qa',
      ]);
      await expect(
        find({ repository: { owner: 'ACME', name: 'cart' } }),
      ).resolves.toEqual(['cart qa']);
      // What is in no namespace names its entity.
      await expect(
        find({
          cluster: 'platform',
          deployedEntity: 'component:default/orders',
        }),
      ).resolves.toEqual(['orders dev', 'orders qa']);
      await expect(
        find({ deployedEntity: 'component:default/orders' }),
      ).resolves.toEqual(['orders dev', 'orders prod', 'orders qa']);
      await expect(
        find(
          { deployedEntity: 'component:default/nobody' },
          { cluster: 'production', namespace: 'cart-qa' },
        ),
      ).resolves.toEqual([]);
    });
  },
);
