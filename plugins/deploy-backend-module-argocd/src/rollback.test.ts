import { mockServices } from '@backstage/backend-test-utils';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import { DeployTarget, Observation } from '@openportal/plugin-deploy-node';
import {
  RightsSandbox,
  Sandbox,
  startSandbox,
  startWithRights,
} from '@openportal/sandbox';
import { ArgocdObserver } from './ArgocdObserver';
import { KubernetesApplications } from './KubernetesApplications';

jest.setTimeout(180_000);

const REPOSITORY = { owner: 'sandbox', name: 'idp-payments' };
const FILE = 'environments/qa/deployment.yaml';
const IMAGE = /image: (\S+)/;
const target: DeployTarget = {
  entityRef: 'component:default/payments',
  name: 'payments',
  environment: 'qa',
  repository: REPOSITORY,
  manifestPath: 'environments/qa',
  namespace: 'payments-qa',
  argocdApplication: 'idp-payments-qa',
  annotations: {},
};

describe('a rollback under automatic sync with self-heal', () => {
  let sandbox: Sandbox;
  let rights: RightsSandbox;
  let observer: ArgocdObserver;
  beforeAll(async () => {
    sandbox = await startSandbox();
    rights = await startWithRights({
      cluster: sandbox.clusters.platform,
      file: 'deploy.yaml',
      namespace: 'openportal',
      serviceAccount: 'openportal-deploy',
    });
    observer = new ArgocdObserver({
      applications: new KubernetesApplications({
        client: DefaultKubernetesClient.create({
          name: 'platform',
          url: rights.url,
          authentication: { type: 'token', token: rights.token },
          skipTLSVerify: false,
        }),
        namespace: 'argocd',
        logger: mockServices.logger.mock(),
      }),
    });
    await sandbox.idle();
  });
  afterAll(async () => {
    await observer?.stop();
    await rights?.close();
    await sandbox?.close();
  });

  const imageIn = async (path: string) => {
    const text = await sandbox.github.readFile(
      REPOSITORY.owner,
      REPOSITORY.name,
      'main',
      path,
    );
    return IMAGE.exec(text ?? '')?.[1] ?? '';
  };
  async function settled(): Promise<Observation> {
    await sandbox.idle();
    return observer.observe(target);
  }

  it('is a commit like any other, and stays', async () => {
    const bad = await imageIn(FILE);
    const good = await imageIn('environments/prod/deployment.yaml');
    expect(good).not.toBe(bad);
    await expect(settled()).resolves.toMatchObject({
      health: 'healthy',
      sync: 'synced',
      images: [bad],
    });

    const before = await sandbox.github.readFile(
      REPOSITORY.owner,
      REPOSITORY.name,
      'main',
      FILE,
    );
    await sandbox.github.seedCommit({
      ...REPOSITORY,
      message: 'Roll payments back in qa [skip ci]',
      author: 'developer',
      files: { [FILE]: (before ?? '').replace(bad, good) },
    });
    const commit = await sandbox.github.resolve(
      REPOSITORY.owner,
      REPOSITORY.name,
      'main',
    );
    const rolledBack = {
      health: 'healthy',
      sync: 'synced',
      revision: commit,
      images: [good],
    };
    await expect(settled()).resolves.toMatchObject(rolledBack);

    // Whoever brings the bad version back past git is undone.
    const { objects } = sandbox.clusters.platform;
    const deployment = objects.get({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'payments-qa',
      name: 'payments',
    });
    objects.update(
      JSON.parse(JSON.stringify(deployment).replaceAll(good, bad)),
      'somebody',
    );
    await expect(settled()).resolves.toMatchObject(rolledBack);

    // So it is when git moves on elsewhere.
    await sandbox.github.seedCommit({
      ...REPOSITORY,
      message: 'Write documentation [skip ci]',
      author: 'developer',
      files: { 'NOTES.md': 'Nothing of this runs.\n' },
    });
    await expect(settled()).resolves.toMatchObject({
      health: 'healthy',
      sync: 'synced',
      images: [good],
    });
  });

  it('needs to read Applications in their namespace, and nothing else', async () => {
    await new Promise<void>(resolve => {
      observer.watch(() => resolve());
    });
    await observer.stop();
    expect(rights.refused()).toEqual([]);
    expect(rights.asked().filter(rule => !rule.startsWith('watch'))).toEqual([
      'get argoproj.io/applications',
      'list argoproj.io/applications',
    ]);
    expect(
      rights.proxy.requests.filter(
        ({ verb }) => !['get', 'list', 'watch'].includes(verb),
      ),
    ).toEqual([]);
  });
});
