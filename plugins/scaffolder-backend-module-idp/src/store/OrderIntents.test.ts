import { TestDatabaseId, TestDatabases } from '@backstage/backend-test-utils';
import type { OrderChange } from '../actions/order/OrderChange';
import { runMigrations } from '@openportal/database-node';
import { migrations } from './migrations';
import { OrderIntents } from './OrderIntents';

jest.setTimeout(60_000);

const TABLE = 'openportal_order_intents';

// Without a server the test utilities would want Docker.
const ids: TestDatabaseId[] = process.env
  .BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING
  ? ['SQLITE_3', 'POSTGRES_18']
  : ['SQLITE_3'];

const ref = {
  cluster: 'platform',
  namespace: 'team-alpha',
  xrd: 'dnsrecords.network.openportal.dev',
  name: 'www',
};

const change: OrderChange = {
  location: {
    host: 'github.com',
    owner: 'acme',
    repo: 'catalog-orders',
    repository: 'acme/catalog-orders',
    baseBranch: 'main',
    path: '{namespace}/{name}.yaml',
  },
  path: 'team-alpha/www.yaml',
  of: { namespace: 'team-alpha', plural: 'dnsrecords', name: 'www' },
  kind: 'DNSRecord',
  operation: 'create',
  ref,
  requestedBy: 'user:default/developer',
  intentId: 'abc',
  branch: 'order/abc',
  title: 'Order',
  body: 'Text',
  content: 'kind: DNSRecord\n',
  trailers: [],
};
const run = { taskId: 'task', stepId: 'order' };
const key = {
  ...run,
  order: 'platform/team-alpha/dnsrecords.network.openportal.dev/www',
  operation: 'create',
};

describe('OrderIntents', () => {
  const databases = TestDatabases.create({ ids });

  it.each(databases.eachSupportedId())(
    'A16: gives an order to one process at a time, and to nobody while its run is alive, %p',
    async id => {
      const knex = await databases.init(id);
      // Two replicas that start at once.
      await runMigrations(knex, migrations);
      await runMigrations(knex, migrations);
      const intents = new OrderIntents(knex);
      expect(await intents.find(key)).toBeUndefined();
      const first = await intents.begin(change, run);
      expect(await intents.find(key)).toEqual(change);
      expect(await intents.find({ ...key, stepId: 'other' })).toBeUndefined();
      expect(await intents.claim()).toBeUndefined();
      expect(await intents.renew(first)).toBe(true);

      // A minute without a sign of life.
      await knex(TABLE).update({ due_at: 0 });
      const claims = await Promise.all([intents.claim(), intents.claim()]);
      const [claimed, ...more] = claims.filter(due => due !== undefined);
      expect(more).toEqual([]);
      expect(claimed).toMatchObject({
        state: 'running',
        taskId: 'task',
        tries: 0,
        change,
      });
      // The run was only paused: it has no say any more.
      expect(await intents.renew(first)).toBe(false);
      await intents.settle(first, { state: 'done' });
      expect(await knex(TABLE).pluck('state')).toEqual(['running']);

      // A resumed task goes before everybody.
      const resumed = await intents.begin({ ...change, title: 'New' }, run);
      expect(await intents.renew(claimed?.lease ?? first)).toBe(false);
      await intents.settle(resumed, {
        state: 'waiting',
        dueInMilliseconds: 60_000,
        tries: 3,
      });
      expect(await intents.claim()).toBeUndefined();
      await intents.hurry('acme/others');
      expect(await intents.claim()).toBeUndefined();
      await intents.hurry('acme/catalog-orders');
      const waiting = await intents.claim();
      expect(waiting).toMatchObject({
        state: 'waiting',
        tries: 3,
        change: { title: 'New' },
      });

      await intents.settle(waiting?.lease ?? first, {
        state: 'failed',
        problem: 'Somebody took the name',
      });
      await intents.forgetSettled();
      expect(await knex(TABLE).pluck('problem')).toEqual([
        'Somebody took the name',
      ]);
      await knex(TABLE).update({ due_at: 0 });
      expect(await intents.claim()).toBeUndefined();
      await intents.forgetSettled();
      expect(await knex(TABLE)).toEqual([]);
    },
  );
});
