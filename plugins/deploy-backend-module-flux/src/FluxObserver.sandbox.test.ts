import {
  DeployTarget,
  Observation,
  ObserverHint,
} from '@openportal/plugin-deploy-node';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { createObserver } from './__testUtils__/fluxWorld';
import { FluxObserver } from './FluxObserver';

jest.setTimeout(120_000);

const REPOSITORY = { owner: 'sandbox', name: 'gitops' };
const FILE = 'environments/qa/deployment.yaml';
const [first, second] = ['a', 'b'].map(
  letter => `registry.example.com/acme/ledger@sha256:${letter.repeat(64)}`,
);
const target: DeployTarget = {
  entityRef: 'component:default/ledger',
  name: 'ledger',
  environment: 'qa',
  repository: REPOSITORY,
  manifestPath: 'environments/qa',
  namespace: 'ledger-qa',
  annotations: {},
};
const by = { fieldManager: 'test' };

function deployment(image: string, replicas: number | string = 2): string {
  return [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: { name: ledger, namespace: ledger-qa }',
    'spec:',
    `  replicas: ${replicas}`,
    '  selector: { matchLabels: { app: ledger } }',
    '  template:',
    '    metadata: { labels: { app: ledger } }',
    '    spec:',
    '      containers:',
    `        - { name: app, image: '${image}' }`,
    '',
  ].join('\n');
}

describe('with controllers that act as those of Flux do', () => {
  let sandbox: Sandbox;
  let observer: FluxObserver;
  const { owner, name } = REPOSITORY;
  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 'minimal', tempo: 20 });
    observer = createObserver(sandbox, { helm: false });
    await sandbox.github.createRepository({
      ...REPOSITORY,
      actor: 'platform-engineer',
      visibility: 'private',
    });
    await commit('Run it in qa', {
      'environments/qa/namespace.yaml':
        'apiVersion: v1\nkind: Namespace\nmetadata: { name: ledger-qa }\n',
      [FILE]: deployment(first),
    });
    const { objects } = sandbox.clusters.platform;
    const metadata = { name: 'ledger', namespace: 'flux-system' };
    objects.apply(
      {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'GitRepository',
        metadata,
        spec: {
          interval: '1m',
          url: `${sandbox.github.url}/${owner}/${name}.git`,
          ref: { branch: 'main' },
        },
      },
      by,
    );
    objects.apply(
      {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata,
        spec: {
          interval: '1m',
          path: './environments/qa',
          prune: true,
          sourceRef: { kind: 'GitRepository', name: 'ledger' },
        },
      },
      by,
    );
  });
  afterAll(async () => {
    await observer?.stop();
    await sandbox?.close();
  });

  async function commit(message: string, files: Record<string, string>) {
    await sandbox.github.seedCommit({
      ...REPOSITORY,
      message,
      author: 'developer',
      files,
    });
    return sandbox.github.resolve(owner, name, 'main');
  }
  async function settled(): Promise<Observation> {
    await sandbox.idle();
    return observer.observe(target);
  }

  it('follows a commit until it runs, and a later one back', async () => {
    const before = await settled();
    expect(before).toMatchObject({
      health: 'healthy',
      sync: 'synced',
      images: [first],
    });
    const promoted = await commit('Promote it', { [FILE]: deployment(second) });
    expect(promoted).not.toBe(before.revision);
    await expect(settled()).resolves.toMatchObject({
      health: 'healthy',
      sync: 'synced',
      revision: promoted,
      images: [second],
    });

    const rolledBack = await commit('Roll it back', {
      [FILE]: deployment(first),
    });
    await expect(settled()).resolves.toMatchObject({
      health: 'healthy',
      sync: 'synced',
      revision: rolledBack,
      images: [first],
    });
  });

  it('never calls a commit healthy before it runs, however often it is asked on the way', async () => {
    const hints: ObserverHint[] = [];
    const stop = observer.watch(hint => hints.push(hint));
    const revision = await commit('Promote it again', {
      [FILE]: deployment(second),
    });
    let observation: Observation;
    do {
      observation = await observer.observe(target);
      const { health, sync, images } = observation;
      expect(
        observation.revision === revision &&
          sync === 'synced' &&
          health === 'healthy' &&
          images.some(image => image !== second),
      ).toBe(false);
    } while (
      observation.revision !== revision ||
      observation.health !== 'healthy'
    );
    expect(observation.images).toEqual([second]);
    stop();
    expect(hints).toContainEqual({
      cluster: 'platform',
      namespace: 'ledger-qa',
    });
  });

  it('says what keeps a commit from being applied, and that the one before runs on', async () => {
    const before = await settled();
    await commit('Break it', { [FILE]: deployment(second, 'many') });
    await expect(settled()).resolves.toMatchObject({
      health: 'healthy',
      sync: 'out-of-sync',
      revision: before.revision,
      images: [second],
      message: expect.stringContaining('ledger'),
    });
    const repaired = await commit('Repair it', { [FILE]: deployment(second) });
    await expect(settled()).resolves.toMatchObject({
      health: 'healthy',
      sync: 'synced',
      revision: repaired,
    });
  });
});
