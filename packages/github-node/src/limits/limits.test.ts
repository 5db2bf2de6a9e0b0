import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { testDatabaseIds } from '../__testUtils__/testDatabaseIds';
import { DatabaseGithubLimits } from './DatabaseGithubLimits';
import { GithubLimits, GithubLimitsOptions } from './GithubLimits';
import { accountKey, callKeys } from './limitKeys';
import { MemoryGithubLimits } from './MemoryGithubLimits';
import { SteadyGithubLimits } from './SteadyGithubLimits';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: testDatabaseIds() });

/** Makes the limits of one replica after the other. */
type MakeReplica = (options: GithubLimitsOptions) => Promise<GithubLimits>;

const kinds: Array<[string, () => Promise<MakeReplica>]> = [
  [
    'one process',
    async () => {
      let shared: GithubLimits | undefined;
      return async options => {
        shared ??= new MemoryGithubLimits(options);
        return shared;
      };
    },
  ],
  ...databases
    .eachSupportedId()
    .map(([id]): [string, () => Promise<MakeReplica>] => [
      id,
      async () => {
        const knex = await databases.init(id);
        return options =>
          DatabaseGithubLimits.create({ getClient: async () => knex }, options);
      },
    ]),
];

describe.each(kinds)('GithubLimits of %s', (_name, start) => {
  it('A5: a pause that one replica notes holds for all, for its key only, and ends', async () => {
    const clock = { now: 1_800_000_000_000 };
    const makeReplica = await start();
    const now = () => clock.now;
    const [one, two] = [await makeReplica({ now }), await makeReplica({ now })];
    expect(await two.pauseLeft(['github.com'])).toBe(0);
    await one.pause('github.com', 30_000);
    expect(await two.pauseLeft(['other', 'github.com'])).toBe(30_000);
    expect(await two.pauseLeft(['other'])).toBe(0);
    clock.now += 10_000;
    // A shorter pause does not end the longer one.
    await two.pause('github.com', 1_000);
    expect(await one.pauseLeft(['github.com'])).toBe(20_000);
    clock.now += 20_000;
    expect(await one.pauseLeft(['github.com'])).toBe(0);
  });

  it('A5: gives every write of every replica a turn of its own, a second apart', async () => {
    const clock = { now: 1_800_000_000_000 };
    const makeReplica = await start();
    const now = () => clock.now;
    const replicas = [await makeReplica({ now }), await makeReplica({ now })];
    const turns = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        replicas[index % 2].takeTurn('github.com'),
      ),
    );
    expect(turns.sort((a, b) => a - b)).toEqual([
      0, 1000, 2000, 3000, 4000, 5000,
    ]);
    expect(await replicas[0].takeTurn('other')).toBe(0);
    clock.now += 60_000;
    expect(await replicas[1].takeTurn('github.com')).toBe(0);
  });

  it('gives turns without a wait where no spacing is wanted', async () => {
    const makeReplica = await start();
    const limits = await makeReplica({ writeSpacingMs: 0 });
    expect(await limits.takeTurn('x')).toBe(0);
    expect(await limits.takeTurn('x')).toBe(0);
  });
});

describe.each(databases.eachSupportedId())('DatabaseGithubLimits of %s', id => {
  it('C15: goes by the clock of the database', async () => {
    const knex = await databases.init(id);
    const limits = await DatabaseGithubLimits.create({
      getClient: async () => knex,
    });
    await limits.pause('github.com', 3_600_000);
    const left = await limits.pauseLeft(['github.com']);
    expect(left).toBeLessThanOrEqual(3_600_000);
    expect(left).toBeGreaterThan(3_500_000);
    expect(await limits.takeTurn('github.com')).toBe(0);
    expect(await limits.takeTurn('github.com')).toBeLessThanOrEqual(1000);
  });

  it('asks once for calls that come together, and every time while there is a pause', async () => {
    const knex = await databases.init(id);
    const share = (lookEveryMs: number) =>
      DatabaseGithubLimits.create(
        { getClient: async () => knex },
        { lookEveryMs },
      );
    const [one, other] = [await share(3_600_000), await share(0)];
    const asked: string[] = [];
    knex.on('query', ({ sql }) => asked.push(sql));
    expect(
      await Promise.all(
        Array.from({ length: 20 }, () => one.pauseLeft(['github.com'])),
      ),
    ).toEqual(Array(20).fill(0));
    expect(asked).toHaveLength(1);

    await other.pause('other.test', 3_600_000);
    asked.length = 0;
    expect(await one.pauseLeft(['github.com'])).toBe(0);
    expect(await one.pauseLeft(['other.test'])).toBeGreaterThan(0);
    expect(await one.pauseLeft(['other.test'])).toBeGreaterThan(0);
    expect(asked).toHaveLength(2);

    // What it notes itself it knows at once.
    await one.pause('github.com', 3_600_000);
    expect(await one.pauseLeft(['github.com'])).toBeGreaterThan(0);
  });

  it('C15: does not wait for a turn that a wrong clock gave', async () => {
    const knex = await databases.init(id);
    const clock = { now: 1_800_000_000_000 };
    const limits = await DatabaseGithubLimits.create(
      { getClient: async () => knex },
      { now: () => clock.now },
    );
    await limits.takeTurn('github.com');
    clock.now -= 86_400_000;
    expect(await limits.takeTurn('github.com')).toBe(0);
  });

  it('makes its table once, however many start at the same time', async () => {
    const knex = await databases.init(id);
    const database = { getClient: async () => knex };
    await Promise.all([1, 2].map(() => DatabaseGithubLimits.create(database)));
    const untouched = await databases.init(id);
    await DatabaseGithubLimits.create({
      getClient: async () => untouched,
      migrations: { skip: true },
    });
    expect(await untouched.schema.hasTable('github_limits')).toBe(false);
  });
});

describe('SteadyGithubLimits', () => {
  it('A5: a pause of one plugin holds for the others of its process, and they tell their replicas', async () => {
    const now = () => 1_800_000_000_000;
    const ofProcess = new MemoryGithubLimits({ now });
    const [scaffolder, crossplane] = [1, 2].map(
      () => new MemoryGithubLimits({ now }),
    );
    const logger = mockServices.logger.mock();
    const steady = (shared: GithubLimits) =>
      new SteadyGithubLimits(shared, logger, ofProcess);
    await steady(scaffolder).pause('github.com', 30_000);
    expect(await crossplane.pauseLeft(['github.com'])).toBe(0);
    expect(await steady(crossplane).pauseLeft(['github.com', 'x'])).toBe(
      30_000,
    );
    // What another replica of that plugin reads.
    expect(await crossplane.pauseLeft(['github.com'])).toBe(30_000);
    expect(await crossplane.pauseLeft(['x'])).toBe(0);
  });
});

describe('limit keys', () => {
  const plain = { host: 'GitHub.com', apiBaseUrl: 'https://api.github.com' };

  it('are the installation of an App, the token of the portal, or that of a person without showing it', () => {
    const app = {
      appId: 1,
      privateKey: '',
      clientId: '',
      clientSecret: '',
    };
    expect(accountKey({ integration: plain, owner: 'Acme' })).toBe(
      'github.com',
    );
    expect(
      accountKey({ integration: { ...plain, apps: [app] }, owner: 'Acme' }),
    ).toBe('github.com acme');
    const own = accountKey({
      integration: plain,
      owner: 'acme',
      token: 'ghp_canary',
    });
    expect(own).toMatch(/^github\.com token [0-9a-f]{16}$/);
    expect(own).not.toContain('canary');
  });

  it('know the parts of the API that are counted apart', () => {
    expect(callKeys('x', '/graphql').resource).toBe('x graphql');
    expect(callKeys('x', '/search/issues').resource).toBe('x search');
    expect(callKeys('x', '/repos/{owner}/{repo}/pulls').resource).toBe(
      'x core',
    );
  });
});
