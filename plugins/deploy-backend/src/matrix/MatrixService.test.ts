import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { MatrixState } from '@openportal/plugin-deploy-common';
import {
  deploymentConditions,
  deploymentPermissionResourceRef,
  deploymentRules,
} from '@openportal/plugin-deploy-node';
import { runMigrations } from '@openportal/database-node';
import { CallerAccess } from '../access/CallerAccess';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { newOperation } from '../__testUtils__/newOperation';
import { resolveDeployApp } from '../app/resolveDeployApp';
import { readDeployConfig } from '../config/readDeployConfig';
import { DatabaseOperationStore } from '../database/DatabaseOperationStore';
import { migrations } from '../database/migrations';
import { DatabaseEntityStore } from '../states/DatabaseEntityStore';
import { toDeployEntity } from '../states/toDeployEntity';
import { DatabaseCellStore } from './DatabaseCellStore';
import { DatabaseMatrix, MatrixFilter } from './DatabaseMatrix';
import { MatrixService } from './MatrixService';
import { Cell } from './toCells';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const MINUTE = 60_000;
const credentials = mockCredentials.user('user:default/somebody');

function component(name: string, owner: string, system?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      uid: `uid-${name}`,
      title: `The ${name}`,
      annotations: { 'argocd/app-name': `idp-${name}` },
    },
    spec: { ...(system && { system }) },
    relations: [
      { type: 'ownedBy', targetRef: `group:default/${owner}` },
      { type: 'ownedBy', targetRef: 'group:default/everybody' },
    ],
  };
}

function cell(
  environment: string,
  position: number,
  changes: Partial<Cell> = {},
): Cell {
  return {
    environment,
    position,
    version: 'v1',
    image: 'registry.test/app:v1',
    health: 'healthy',
    sync: 'synced',
    drift: false,
    ...changes,
  };
}

describe.each(databases.eachSupportedId())('MatrixService on %s', id => {
  async function setUp() {
    const knex = await databases.init(id);
    await runMigrations(knex, migrations);
    const config = readDeployConfig(
      new ConfigReader({
        deploy: { environments: [{ name: 'dev' }, { name: 'qa' }] },
      }),
    );
    const entities = DatabaseEntityStore.create({ knex });
    const cells = DatabaseCellStore.create({ knex });
    const now = await entities.now();
    const components = [
      component('payments', 'team_a', 'shop'),
      component('orders', 'team-a'),
      component('search', 'team-b', 'shop'),
      component('quiet', 'team-b'),
    ];
    await entities.save(
      components.map(entity =>
        toDeployEntity(entity, resolveDeployApp(entity, config)),
      ),
    );
    const waitingSince = (minutes: number) => ({
      waitingVersion: 'v2',
      waitingSinceMs: now - minutes * MINUTE,
    });
    const fresh = { observedAtMs: now };
    await cells.save('component:default/payments', [
      cell('dev', 0, fresh),
      cell('qa', 1, { ...fresh, ...waitingSince(10) }),
    ]);
    await cells.save('component:default/orders', [
      cell('dev', 0, { ...fresh, health: 'degraded' }),
      cell('qa', 1, { ...fresh, ...waitingSince(30) }),
    ]);
    await cells.save('component:default/search', [
      cell('dev', 0, { observedAtMs: now - 60 * MINUTE, drift: true }),
      cell('qa', 1, { ...fresh, ...waitingSince(20), health: 'progressing' }),
    ]);
    await cells.save('component:default/quiet', [
      cell('dev', 0, fresh),
      cell('qa', 1, fresh),
    ]);
    const permissions = mockServices.permissions.mock();
    const allowAll = () =>
      permissions.authorizeConditional.mockImplementation(async requests =>
        requests.map(() => ({ result: AuthorizeResult.ALLOW })),
      );
    allowAll();
    const createService = (
      catalog: CatalogService = catalogServiceMock.mock(),
    ) =>
      new MatrixService({
        matrix: new DatabaseMatrix({ knex, staleAfterMs: 10 * MINUTE }),
        access: new CallerAccess({
          auth: mockServices.auth(),
          catalog,
          permissions,
          ruleset: {
            getRuleByName: (name: string) => {
              const rule = Object.values(deploymentRules).find(
                known => known.name === name,
              );
              if (!rule) {
                throw new Error(`No rule '${name}'`);
              }
              return rule;
            },
            resourceRef: deploymentPermissionResourceRef,
          } as never,
          maxAgeMs: 1,
        }),
        config: { ...config, staleAfterMs: 10 * MINUTE },
      });
    const service = createService();
    const list = async (
      filter: MatrixFilter = {},
      page: { cursor?: string; limit?: number } = {},
    ) => service.list({ filter, limit: 50, ...page }, credentials);
    const namesOf = (answer: { items: { entityRef: string }[] }) =>
      answer.items.map(({ entityRef }) => entityRef.split('/')[1]);
    return { knex, list, namesOf, permissions, entities, createService, now };
  }

  it('lists the oldest waiting change first, in pages without gaps', async () => {
    const { list, namesOf } = await setUp();
    const all = await list();
    expect(namesOf(all)).toEqual(['orders', 'search', 'payments', 'quiet']);
    expect(all).toMatchObject({ total: 4, environments: ['dev', 'qa'] });
    expect(all.items[0]).toMatchObject({
      title: 'The orders',
      owner: 'group:default/team-a',
      waitingSince: expect.any(String),
      environments: [
        { environment: 'dev', health: 'degraded', stale: false },
        { environment: 'qa', waiting: { version: 'v2' } },
      ],
    });
    expect(all.items[3].waitingSince).toBeUndefined();

    const first = await list({}, { limit: 3 });
    expect(namesOf(first)).toEqual(['orders', 'search', 'payments']);
    const second = await list({}, { limit: 3, cursor: first.nextCursor });
    expect(namesOf(second)).toEqual(['quiet']);
    expect(second.nextCursor).toBeUndefined();
    await expect(list({}, { cursor: 'x' })).rejects.toThrow('no cursor');
  });

  it('filters by owner, system, environment, state and text', async () => {
    const { list, namesOf } = await setUp();
    const found = async (filter: MatrixFilter) => namesOf(await list(filter));
    // An underscore is a letter, and not any letter.
    expect(await found({ owner: 'group:default/team_a' })).toEqual([
      'payments',
    ]);
    expect(await found({ owner: 'group:default/everybody' })).toHaveLength(4);
    expect(await found({ system: 'system:default/shop' })).toEqual([
      'search',
      'payments',
    ]);
    expect(await found({ search: 'THE OR' })).toEqual(['orders']);
    const states: Record<MatrixState, string[]> = {
      waiting: ['orders', 'search', 'payments'],
      degraded: ['orders'],
      drift: ['search'],
      stale: ['search'],
      progressing: ['search'],
      healthy: ['orders', 'payments', 'quiet'],
    };
    for (const [state, names] of Object.entries(states)) {
      expect([state, await found({ state: state as MatrixState })]).toEqual([
        state,
        names,
      ]);
    }
    const qa = await list({ environment: 'qa', state: 'healthy' });
    expect(namesOf(qa)).toEqual(['orders', 'payments', 'quiet']);
    expect(qa.environments).toEqual(['qa']);
    expect(qa.items[0].environments).toHaveLength(1);
    expect(await found({ environment: 'dev', state: 'waiting' })).toEqual([]);
  });

  it('shows what the caller may read, and tells nothing of the rest', async () => {
    const { list, namesOf, permissions } = await setUp();
    const allowIf = (conditions: never) =>
      permissions.authorizeConditional.mockImplementation(async requests =>
        requests.map(({ permission }) =>
          permission.name === 'deploy.read'
            ? {
                result: AuthorizeResult.CONDITIONAL,
                pluginId: 'deploy',
                resourceType: 'deployment',
                conditions,
              }
            : { result: AuthorizeResult.ALLOW },
        ),
      );
    allowIf(
      deploymentConditions.isEntityOwner({
        claims: ['group:default/team-b'],
      }) as never,
    );
    expect(namesOf(await list())).toEqual(['search', 'quiet']);
    expect(namesOf(await list({ state: 'waiting' }))).toEqual(['search']);
    allowIf(
      deploymentConditions.inEnvironment({ environments: ['qa'] }) as never,
    );
    const qa = await list();
    expect(qa.total).toBe(4);
    expect(qa.items.map(({ environments }) => environments.length)).toEqual([
      1, 1, 1, 1,
    ]);
    // What waits would tell what runs where the caller may not look.
    expect(qa.items[0].environments[0].waiting).toBeUndefined();
    expect(qa.items[0].waitingSince).toBeUndefined();
    allowIf({
      allOf: [
        deploymentConditions.isEntityOwner({
          claims: ['group:default/team-a', 'group:default/team_a'],
        }),
        {
          not: deploymentConditions.inEnvironment({ environments: ['dev'] }),
        },
      ],
    } as never);
    expect(namesOf(await list())).toEqual(['orders', 'payments']);
    expect(namesOf(await list({ state: 'degraded' }))).toEqual([]);

    permissions.authorizeConditional.mockImplementation(async requests =>
      requests.map(() => ({ result: AuthorizeResult.DENY })),
    );
    await expect(list()).rejects.toThrow('deploy.read');
  });

  it('asks the catalog which entities a caller sees, where its policy has conditions', async () => {
    const { permissions, createService, namesOf } = await setUp();
    permissions.authorizeConditional.mockImplementation(async requests =>
      requests.map(({ permission }) =>
        permission.name === 'catalog.entity.read'
          ? {
              result: AuthorizeResult.CONDITIONAL,
              pluginId: 'catalog',
              resourceType: 'catalog-entity',
              conditions: { rule: 'X', resourceType: 'catalog-entity' },
            }
          : { result: AuthorizeResult.ALLOW },
      ),
    );
    const service = createService(
      catalogServiceMock({ entities: [component('orders', 'team-a')] }),
    );
    const answer = await service.list({ filter: {}, limit: 50 }, credentials);
    expect(namesOf(answer)).toEqual(['orders']);
    expect(answer.total).toBe(1);
  });

  it('has the unfinished operations of what it lists', async () => {
    const { knex, list } = await setUp();
    const store = DatabaseOperationStore.create({ knex });
    await store.create(newOperation({ environment: 'qa' }));
    const { activeOperations } = await list();
    expect(activeOperations).toMatchObject([
      { entityRef: 'component:default/payments', environment: 'qa' },
    ]);
    expect(
      (await list({ owner: 'group:default/team-b' })).activeOperations,
    ).toEqual([]);
    expect((await list({ environment: 'dev' })).activeOperations).toEqual([]);
  });

  it('forgets an entity only when it is marked as gone', async () => {
    const { list, namesOf, entities } = await setUp();
    await entities.markGone(['component:default/orders']);
    expect(namesOf(await list())).toEqual(['search', 'payments', 'quiet']);
  });
});
