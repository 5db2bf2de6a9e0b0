import { mockServices } from '@backstage/backend-test-utils';
import { SyncStatus } from '@openportal/plugin-deploy-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { payments } from '../__testUtils__/startDeployBackend';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { newOperation, testImage } from '../__testUtils__/newOperation';
import { DeployApp } from '../app/resolveDeployApp';
import { DatabaseStateStore } from '../database/DatabaseStateStore';
import { createSoakedSince } from '../deployments/createSoakedSince';
import { runsHealthy } from './runsHealthy';
import { ObservedStates } from './ObservedStates';
import { StateService } from './StateService';
import {
  findRunningImage,
  lastHealthyVersions,
  toEnvironmentState,
} from './toEnvironmentState';
import { DatabaseEntityStore } from './DatabaseEntityStore';
import { toDeployEntity } from './toDeployEntity';
import { WatchHints } from './WatchHints';

jest.setTimeout(60_000);

const databases = createTestDatabases();

describe.each(databases.eachSupportedId())('StateService on %s', id => {
  async function setUp() {
    const world = await createTestWorld(databases, id);
    const changed: string[] = [];
    const states = new StateService({
      store: DatabaseStateStore.create({ knex: world.knex }),
      adapters: world.adapters,
      logger: mockServices.logger.mock(),
      staleAfterMs: 60_000,
      onChange: (_app, environment) => changed.push(environment),
    });
    const app: DeployApp = {
      entityRef: 'component:default/payments',
      name: 'payments',
      strategy: 'manifest',
      observer: 'argocd',
      owners: [],
      problems: [],
      environments: world.config.environments
        .filter(({ name }) => name === 'qa' || name === 'prod')
        .map(environment => ({
          environment,
          target: newOperation({ environment: environment.name }).settings
            .target,
        })),
    };
    return { ...world, states, app, changed };
  }

  it('remembers what runs, and which version was healthy before', async () => {
    const { states, app, git, cluster, changed } = await setUp();
    let [qa] = await states.read(app, { maxAgeMs: 0 });
    expect(qa).toMatchObject({
      health: 'healthy',
      drift: false,
      lastHealthy: { image: testImage(1) },
      previousHealthy: undefined,
      stale: false,
    });
    expect(changed.sort()).toEqual(['prod', 'qa']);

    git.write('environments/qa', testImage(2));
    [qa] = await states.read(app, { maxAgeMs: 0 });
    expect(qa).toMatchObject({
      desired: { image: testImage(2) },
      observed: { image: testImage(1) },
      drift: true,
      lastHealthy: { image: testImage(1) },
    });
    cluster.sync();
    [qa] = await states.read(app, { maxAgeMs: 0, only: ['qa'] });
    expect(qa).toMatchObject({
      drift: false,
      lastHealthy: { image: testImage(2) },
      previousHealthy: { image: testImage(1) },
    });
  });

  it('counts how long a version is healthy from its last failure, and not from its first day', async () => {
    const { states, app, knex, git, cluster } = await setUp();
    const look = async () => (await states.read(app, { maxAgeMs: 0 }))[0];
    const earlier = '2026-01-01T00:00:00.000Z';
    const soakedSince = createSoakedSince(DatabaseStateStore.create({ knex }));
    const findSoaked = (soakSeconds: number) =>
      soakedSince(
        { entityRef: app.entityRef, environment: 'qa' },
        testImage(1),
        soakSeconds,
      );
    await look();
    await knex('healthy_versions').update({
      first_healthy_at: Date.parse(earlier),
      healthy_since: Date.parse(earlier),
    });
    // What a portal stored that knew no breaks counts as it did then.
    await knex('healthy_versions').update({ healthy_since: null });
    expect((await look()).lastHealthy).toMatchObject({ since: earlier });
    cluster.broken = true;
    expect((await look()).lastHealthy).toMatchObject({ since: earlier });
    cluster.broken = false;
    expect((await look()).lastHealthy).toMatchObject({ since: earlier });
    expect(await findSoaked(3600)).toEqual(new Date(earlier));

    cluster.sync('degraded');
    expect((await look()).lastHealthy).toMatchObject({
      healthyAt: earlier,
      since: undefined,
    });
    expect(await findSoaked(3600)).toBeUndefined();
    cluster.sync();
    const { since } = (await look()).lastHealthy ?? {};
    expect(Date.parse(since ?? '')).toBeGreaterThan(Date.parse(earlier));

    // What was decided about it before it was replaced stays true.
    await knex('healthy_versions').update({
      healthy_since: Date.parse(earlier),
    });
    git.write('environments/qa', testImage(2));
    cluster.sync();
    expect((await look()).lastHealthy).toMatchObject({ image: testImage(2) });
    expect(await findSoaked(3600)).toEqual(new Date(earlier));
    // It was not there for ten years, however.
    expect(await findSoaked(10 * 365 * 86_400)).toBeUndefined();
  });

  it('answers what is known while a source is away, and forgets nothing', async () => {
    const { states, app, cluster, git } = await setUp();
    await states.read(app, { maxAgeMs: 0 });
    cluster.broken = true;
    git.onCall = () => {
      throw new Error('GitHub answers 502');
    };
    const known = await states.read(app, { maxAgeMs: 0 });
    expect(known).toHaveLength(2);
    expect(known[0]).toMatchObject({
      desired: { image: testImage(1) },
      health: 'healthy',
      sources: {
        desired: { error: expect.stringContaining('502') },
        observed: { error: expect.stringContaining('does not answer') },
      },
    });
  });

  it('does not wait for a source that never answers', async () => {
    const { states, app, git } = await setUp();
    git.onCall = () => new Promise<never>(() => {});
    const [qa] = await states.read(app, { maxAgeMs: 0, waitMs: 10 });
    expect(qa).toMatchObject({
      health: 'unknown',
      sync: 'unknown',
      stale: true,
    });
    expect(qa.desired).toBeUndefined();
  });

  it('asks each source once for many who look at once, and not at all while it is fresh', async () => {
    const { states, app, git } = await setUp();
    let reads = 0;
    git.onCall = method => {
      reads += method === 'read' ? 1 : 0;
    };
    await Promise.all(
      Array.from({ length: 10 }, () => states.read(app, { maxAgeMs: 60_000 })),
    );
    expect(reads).toBe(2);
    await states.read(app, { maxAgeMs: 60_000 });
    expect(reads).toBe(2);
  });

  it('asks the observer alone where that is enough', async () => {
    const { states, app, git } = await setUp();
    await states.read(app, { maxAgeMs: 0 });
    git.onCall = () => {
      throw new Error('Nobody must ask git');
    };
    await states.refresh(app, app.environments[0], { observedOnly: true });
    const [qa] = await states.known(app);
    expect(qa.sources.desired.error).toBeUndefined();
    expect(qa).toMatchObject({ health: 'healthy', desired: {} });
  });

  it('reads once more for who knows of something newer than the read that runs', async () => {
    const { states, app, git } = await setUp();
    const calls: string[] = [];
    let finishFirst: () => void = () => {};
    const first = new Promise<void>(resolve => {
      finishFirst = resolve;
    });
    git.onCall = async method => {
      calls.push(method);
      await (calls.length === 1 ? first : undefined);
    };
    const [item] = app.environments;
    const running = states.refresh(app, item);
    const shared = states.refresh(app, item);
    const after = states.refresh(app, item, { afterNow: true });
    finishFirst();
    await Promise.all([running, shared, after]);
    expect(calls).toEqual(['read', 'read']);
  });

  it('follows the hints of an observer, whichever replica read the environment before', async () => {
    const { states, app, adapters, cluster, config, knex, git } = await setUp();
    let hint: (application: string) => void = () => {};
    let stopped = false;
    Object.assign(cluster, {
      watch: (onHint: (hint: { argocdApplication: string }) => void) => {
        hint = argocdApplication => onHint({ argocdApplication });
        return () => {
          stopped = true;
        };
      },
    });
    const entities = DatabaseEntityStore.create({ knex });
    await entities.save([toDeployEntity(payments, app)]);
    const logger = mockServices.logger.mock();
    const hints = new WatchHints({
      adapters,
      auth: mockServices.auth(),
      catalog: catalogServiceMock({ entities: [payments] }),
      config,
      entities,
      states,
      observed: new ObservedStates({ knex, adapters, states, logger }),
      logger,
    });
    hints.start();
    hint('another-application');
    hint('idp-payments-qa');
    await hints.follow({ argocdApplication: 'idp-payments-qa' });
    const [qa, prod] = await states.known(app);
    expect(qa).toMatchObject({ health: 'healthy', drift: false });
    expect(prod.observedAt).toBeUndefined();

    // What is as it was is only noted; what is not is read, and git is asked where something else runs.
    const asked: string[] = [];
    git.onCall = method => {
      asked.push(method);
    };
    await hints.follow({ argocdApplication: 'idp-payments-qa' });
    expect(asked).toEqual([]);
    git.write('environments/qa', testImage(2));
    cluster.sync();
    await hints.follow({ argocdApplication: 'idp-payments-qa' });
    expect(asked).toEqual(['read']);
    expect((await states.known(app))[0]).toMatchObject({
      desired: { image: testImage(2) },
      observed: { image: testImage(2) },
      drift: false,
    });
    hints.stop();
    expect(stopped).toBe(true);
  });
});

describe('findRunningImage', () => {
  it('is the one image of the repository, with its digest where that is known', () => {
    const image = testImage(1);
    const short = image.split('@')[0];
    const repository = 'registry.test/acme/idp-payments';
    expect(findRunningImage([image, 'proxy:1'], repository)).toBe(image);
    expect(findRunningImage([short, image], repository)).toBe(image);
    expect(findRunningImage([image, testImage(2)], repository)).toBeUndefined();
    expect(findRunningImage(['proxy:1'], repository)).toBeUndefined();
    expect(findRunningImage([], undefined)).toBeUndefined();
  });
});

describe('runsHealthy', () => {
  const image = testImage(1);
  const stateOf = (facts: {
    running?: string;
    sync?: SyncStatus;
    comparesWithGit?: boolean;
  }) =>
    toEnvironmentState({
      target: newOperation().settings.target,
      comparesWithGit: facts.comparesWithGit,
      stored: {
        environment: 'qa',
        desired: { image, revision: 'r1' },
        desiredAtMs: 0,
        observed: {
          observedAt: new Date(0).toISOString(),
          images: [facts.running ?? image],
          sync: facts.sync ?? 'synced',
          health: 'healthy',
          links: [],
        },
        observedAtMs: 0,
        checkedAtMs: 0,
      },
      healthy: [],
      nowMs: 0,
      staleAfterMs: 1,
    });

  it('wants the digest, since a tag may have meant something else', () => {
    expect(runsHealthy(stateOf({}), image)).toBe(true);
    const tagOnly = stateOf({ running: image.split('@')[0] });
    expect(runsHealthy(tagOnly, image)).toBe(false);
    expect(tagOnly.drift).toBeUndefined();
    expect(stateOf({ running: testImage(2) }).drift).toBe(true);
  });

  it('takes no unknown sync for a good one, unless the observer never knows', () => {
    const unknown = { sync: 'unknown', comparesWithGit: true } as const;
    expect(runsHealthy(stateOf(unknown), image)).toBe(false);
    expect(
      runsHealthy(stateOf({ ...unknown, comparesWithGit: false }), image),
    ).toBe(true);
    expect(runsHealthy(stateOf({ sync: 'out-of-sync' }), image)).toBe(false);
  });
});

describe('lastHealthyVersions', () => {
  it('takes the previous one of another content', () => {
    const version = (number: number, at: number) => ({
      environment: 'qa',
      image: testImage(number),
      firstHealthyAtMs: at,
      lastHealthyAtMs: at,
    });
    const [last, previous] = lastHealthyVersions([
      version(1, 10),
      version(3, 30),
      version(2, 20),
    ]);
    expect(last?.image).toBe(testImage(3));
    expect(previous?.image).toBe(testImage(2));
    expect(lastHealthyVersions([])).toEqual([undefined, undefined]);
  });
});
