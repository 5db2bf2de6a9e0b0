import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { mockServices } from '@backstage/backend-test-utils';
import { ManifestDifference } from '@openportal/plugin-deploy-common';
import { SourceComparison } from '@openportal/plugin-deploy-node';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { newOperation } from '../__testUtils__/newOperation';
import { DeployApp } from '../app/resolveDeployApp';
import { DatabaseStateStore } from '../database/DatabaseStateStore';
import { AppFactsReader } from '../states/AppFacts';
import { DatabaseFactsStore } from '../states/DatabaseFactsStore';
import { StateService } from '../states/StateService';
import { DiffService } from './DiffService';
import { SourceComparisons } from './SourceComparisons';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const BEFORE = '01'.repeat(20);
const AFTER = '02'.repeat(20);
const repository = { owner: 'acme', name: 'idp-payments' };

const comparison: SourceComparison = {
  direction: 'forward',
  commits: [{ sha: 'a'.repeat(40), title: 'Improve it', author: 'somebody' }],
  totalCommits: 1,
  files: [{ path: 'logo.png', status: 'modified' }],
  totalFiles: 1,
  url: 'https://git.test/compare',
};

async function setUp() {
  const world = await createTestWorld(databases, 'SQLITE_3');
  const { adapters, knex, git } = world;
  let compare: () => Promise<SourceComparison> = async () => comparison;
  const asked: { base: string; head: string }[] = [];
  adapters.addSourceHistory({
    id: 'history',
    supports: () => true,
    compare: async (_repository, query) => {
      asked.push(query);
      return compare();
    },
  });
  let manifests: () => Promise<ManifestDifference[]> = async () => [];
  Object.assign(git, {
    capabilities: { ...git.capabilities, diff: true },
    diff: async () => manifests(),
  });
  const app: DeployApp = {
    entityRef: 'component:default/payments',
    name: 'payments',
    strategy: 'manifest',
    observer: 'argocd',
    owners: [],
    problems: [],
    environments: world.config.environments.map(environment => ({
      environment,
      target: {
        ...newOperation({ environment: environment.name }).settings.target,
        sourceRepository: repository,
        ...(environment.name === 'development' && { manifestPath: 'deploy' }),
      },
    })),
  };
  const states = new StateService({
    store: DatabaseStateStore.create({ knex }),
    adapters,
    logger: mockServices.logger.mock(),
    staleAfterMs: 60_000,
    onChange: () => {},
  });
  const storedFacts = DatabaseFactsStore.create({ knex });
  const service = new DiffService({
    adapters,
    comparisons: new SourceComparisons({ adapters }),
    facts: new AppFactsReader({ knex, states, facts: storedFacts }),
    storedFacts,
    describeCommit: async () => undefined,
    store: world.store,
  });
  await states.read(app, { maxAgeMs: 0 });
  return {
    ...world,
    app,
    asked,
    storedFacts,
    diff: (from = 'development', to = 'qa') => service.diff(app, { from, to }),
    read: async () => states.read(app, { maxAgeMs: 0 }),
    answerWith: (answer: () => Promise<SourceComparison>) => {
      compare = answer;
    },
    manifestsAre: (answer: () => Promise<ManifestDifference[]>) => {
      manifests = answer;
    },
  };
}

describe('C16: a diff', () => {
  it('C16: tells versions, commits, files, manifests and the same instruction for portal, chat and git', async () => {
    const { diff, asked, manifestsAre, adapters } = await setUp();
    manifestsAre(async () => [
      {
        file: 'deployment.yaml',
        path: 'Deployment/payments spec.replicas',
        from: '1',
        to: '3',
        kind: 'stays',
      },
    ]);
    const answer = await diff();
    expect(answer).toMatchObject({
      from: { environment: 'development', sourceCommit: AFTER },
      to: { environment: 'qa', sourceCommit: BEFORE },
      commits: { total: 1, direction: 'forward', items: comparison.commits },
      files: { total: 1, items: [{ path: 'logo.png' }] },
      manifests: { items: [{ kind: 'stays' }] },
      instructions: {
        button: 'Promote to qa',
        git: "A commit that writes 'sha-0202020' into 'environments/qa' of acme/idp-payments",
      },
    });
    expect(answer.commits.unknown).toBeUndefined();
    expect(asked).toEqual([{ base: BEFORE, head: AFTER }]);
    // Nobody takes commands in chat here.
    expect(answer.instructions.slack).toBeUndefined();
    adapters.addNotifier({ id: 'slack', notify: async () => {} });
    expect((await diff()).instructions.slack).toBe(
      '/artifact promote payments qa sha-0202020',
    );
    const prod = await diff('development', 'prod');
    expect(prod.instructions.button).toMatch(
      /^More about .+ > Promote to prod$/i,
    );
    expect(prod.instructions.git).toMatch(
      /^A pull request that .* must approve it$/,
    );
  });

  it('C16: of an environment without a version says so, and shows the rest', async () => {
    const { diff, git, read, manifestsAre } = await setUp();
    git.commits.splice(
      0,
      git.commits.length,
      ...git.commits.filter(({ path }) => path !== 'environments/qa'),
    );
    await read();
    manifestsAre(async () => {
      throw new NotFoundError("Nothing is written in 'environments/qa'");
    });
    const answer = await diff();
    expect(answer).toMatchObject({
      from: { version: { version: 'sha-0202020' } },
      to: { unknown: "Nothing is written for 'qa'" },
      commits: { items: [], unknown: "Nothing is written for 'qa'" },
      manifests: { unknown: "Nothing is written in 'environments/qa'" },
      instructions: { button: 'Promote to qa' },
    });
    expect(answer.to.version).toBeUndefined();
    const backwards = await diff('qa', 'development');
    expect(backwards.instructions.none).toContain('nothing to promote');
  });

  it.each([
    ['unrelated histories', 'These two have no common ancestor'],
    ['a deleted branch', "No branch 'release' is in 'acme/idp-payments'"],
  ])('C16: of %s says so, and shows the rest', async (_what, message) => {
    const { diff, answerWith } = await setUp();
    answerWith(async () => {
      throw new NotFoundError(message);
    });
    const answer = await diff();
    expect(answer.commits).toEqual({ items: [], unknown: message });
    expect(answer.files).toEqual({ items: [], unknown: message });
    expect(answer.from.version?.version).toBe('sha-0202020');
    expect(answer.manifests).toEqual({ items: [] });
    expect(answer.instructions.button).toBe('Promote to qa');
  });

  it('C16: of 5,000 commits is bounded, and tells how many there are', async () => {
    const { diff, answerWith } = await setUp();
    answerWith(async () => ({
      ...comparison,
      commits: Array.from({ length: 5000 }, (_, index) => ({
        sha: String(index).padStart(40, '0'),
        title: `Commit ${index}`,
      })),
      totalCommits: 5000,
      files: Array.from({ length: 3000 }, (_, index) => ({
        path: `file-${index}`,
        status: 'added' as const,
      })),
      totalFiles: undefined,
    }));
    const { commits, files } = await diff();
    expect(commits.items).toHaveLength(250);
    expect(commits.total).toBe(5000);
    expect(files.items).toHaveLength(300);
    expect(files.total).toBeUndefined();
  });

  it('C16: shows a binary file without counting its lines', async () => {
    const { diff } = await setUp();
    const { files } = await diff();
    expect(files.items).toEqual([{ path: 'logo.png', status: 'modified' }]);
  });

  it('C16: of a tag that names no commit takes a version as the tag of the source, and else says that it is not known', async () => {
    const { diff, git, read, asked, storedFacts } = await setUp();
    const digest = `sha256:${'d'.repeat(64)}`;
    const release = `registry.test/acme/idp-payments:v1.4.2@${digest}`;
    git.write('deploy', release);
    await read();
    const tagged = await diff();
    expect(asked).toEqual([{ base: BEFORE, head: 'v1.4.2' }]);
    expect(tagged.from.sourceCommit).toBeUndefined();
    expect(tagged.commits.total).toBe(1);

    git.write('deploy', `registry.test/acme/idp-payments:nightly@${digest}`);
    await read();
    const nightly = await diff();
    expect(nightly.from.unknown).toContain('is not known');
    expect(nightly.commits.unknown).toBe(nightly.from.unknown);
    expect(nightly.instructions.button).toBe('Promote to qa');

    await storedFacts.savePresence(
      `registry.test/acme/idp-payments:nightly@${digest}`,
      { state: 'present', digest },
      'c'.repeat(40),
    );
    expect((await diff()).from.sourceCommit).toBe('c'.repeat(40));
  });

  it('C16: while the git host is away shows what is known without it', async () => {
    const { diff, answerWith, manifestsAre } = await setUp();
    const away = async () => {
      throw new ServiceUnavailableError('GitHub answers 502');
    };
    answerWith(away);
    manifestsAre(away);
    const answer = await diff();
    expect(answer.commits.unknown).toContain('502');
    expect(answer.manifests.unknown).toContain('502');
    expect(answer.to.version?.version).toBe('sha-0101010');
  });

  it('says that nothing is to be done, and by which pull request it is being done', async () => {
    const { diff, store } = await setUp();
    expect((await diff('qa', 'staging')).instructions).toEqual({
      none: "Nothing to do: 'staging' has 'sha-0101010' already",
    });
    expect((await diff('qa', 'staging')).commits).toEqual({
      items: [],
      total: 0,
      direction: 'same',
    });
    await store.create(newOperation({ environment: 'qa' }));
    expect((await diff()).instructions.none).toContain('is being changed');
  });
});
