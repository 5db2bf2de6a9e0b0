import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import type { Sandbox } from './Sandbox';
import { startSandbox } from './startSandbox';

const run = promisify(execFile);

jest.setTimeout(120_000);

/** Image of a container of a workload, as the cluster has it. */
function runningImage(
  sandbox: Sandbox,
  cluster: string,
  namespace: string,
): string | undefined {
  const deployment = sandbox.clusters[cluster].objects.get({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace,
    name: 'payments',
  });
  const spec = deployment?.spec as
    | { template: { spec: { containers: Array<{ image: string }> } } }
    | undefined;
  return spec?.template.spec.containers[0].image;
}

describe('startSandbox', () => {
  let folder: string;
  let sandbox: Sandbox;

  const start = () =>
    startSandbox({ dataDir: join(folder, 'data'), tempo: 20 });

  const developer = () =>
    sandbox.endpoints.users.find(user => user.login === 'developer')!;

  async function api(path: string, token: string, init: RequestInit = {}) {
    const response = await fetch(`${sandbox.endpoints.github.apiUrl}${path}`, {
      ...init,
      headers: { ...init.headers, Authorization: `Bearer ${token}` },
    });
    return response.json();
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    sandbox = await start();
    await sandbox.idle();
  });

  afterAll(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  it('starts with an app that runs in four environments and kinds to order', async () => {
    const images = {
      development: runningImage(sandbox, 'platform', 'payments'),
      qa: runningImage(sandbox, 'platform', 'payments-qa'),
      staging: runningImage(sandbox, 'platform', 'payments-staging'),
      prod: runningImage(sandbox, 'production', 'payments-prod'),
    };
    const prefix = `${sandbox.registry.host}/sandbox/idp-payments:sha-`;
    for (const image of Object.values(images)) {
      expect(image).toMatch(/:sha-[0-9a-f]{40}@sha256:[0-9a-f]{64}$/);
      expect(image?.startsWith(prefix)).toBe(true);
    }
    expect(images.qa).toBe(images.staging);
    expect(new Set(Object.values(images)).size).toBe(3);

    const applications = sandbox.clusters.platform.objects.list({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      namespace: 'argocd',
    });
    expect(
      applications.map(application => [
        application.metadata.name,
        application.status,
      ]),
    ).toEqual(
      ['', '-prod', '-qa', '-staging'].map(suffix => [
        `idp-payments${suffix}`,
        expect.objectContaining({
          sync: expect.objectContaining({ status: 'Synced' }),
          health: expect.objectContaining({ status: 'Healthy' }),
        }),
      ]),
    );

    const kinds = ['DNSRecord', 'Whoami'].map(kind =>
      sandbox.clusters.platform.objects.lookup(
        kind === 'DNSRecord'
          ? 'network.openportal.dev/v1alpha1'
          : 'apps.openportal.dev/v1alpha1',
        kind,
      ),
    );
    expect(kinds).toEqual([
      expect.objectContaining({ plural: 'dnsrecords' }),
      expect.objectContaining({ plural: 'whoamis' }),
    ]);
    expect(sandbox.registry.tags('sandbox/idp-payments')).toHaveLength(6);
  });

  it('builds what a developer pushes with git and runs it in development', async () => {
    const before = runningImage(sandbox, 'platform', 'payments');
    const { token } = developer();
    const url = sandbox.endpoints.github.url.replace(
      '//',
      `//developer:${token}@`,
    );
    const clone = join(folder, 'clone');
    const git = (...args: string[]) =>
      run('git', ['-C', clone, ...args], {
        env: { ...process.env, HOME: folder },
      });
    await run('git', ['clone', '-q', `${url}/sandbox/idp-payments.git`, clone]);
    await git('config', 'user.name', 'Developer');
    await git('config', 'user.email', 'developer@example.com');
    await writeFile(join(clone, 'src', 'new.js'), 'exports.answer = 42;\n');
    await git('add', '.');
    await git('commit', '-q', '-m', 'Answer');
    await git('push', '-q', 'origin', 'main');
    const sha = (await git('rev-parse', 'HEAD')).stdout.trim();
    await sandbox.idle();

    const digest = sandbox.registry.resolve(
      'sandbox/idp-payments',
      `sha-${sha}`,
    );
    const image = `${sandbox.registry.host}/sandbox/idp-payments:sha-${sha}@${digest}`;
    expect(runningImage(sandbox, 'platform', 'payments')).toBe(image);
    expect(image).not.toBe(before);
    await git('pull', '-q');
    const log = await git('log', '-1', '--format=%an|%s');
    expect(log.stdout.trim()).toBe(
      `github-actions[bot]|Deploy sha-${sha.slice(
        0,
        7,
      )} to development [skip ci]`,
    );
    const changed = await git('show', '--stat', '--format=', 'HEAD');
    expect(changed.stdout).toContain('1 insertion(+), 1 deletion(-)');
    const runs = await api(
      `/repos/sandbox/idp-payments/actions/runs?head_sha=${sha}`,
      token,
    );
    expect(runs.workflow_runs).toEqual([
      expect.objectContaining({
        status: 'completed',
        conclusion: 'success',
        path: '.github/workflows/ci.yml',
      }),
    ]);

    await git('rm', '-q', 'Dockerfile');
    await git('commit', '-q', '-m', 'Remove the Dockerfile');
    await git('push', '-q', 'origin', 'main');
    await sandbox.idle();
    const failed = await api('/repos/sandbox/idp-payments/actions/runs', token);
    expect(failed.workflow_runs).toHaveLength(2);
    expect(failed.workflow_runs[0]).toMatchObject({ conclusion: 'failure' });
    expect(runningImage(sandbox, 'platform', 'payments')).toBe(image);
  });

  it('delivers orders of every kind', async () => {
    const order = (
      kind: string,
      group: string,
      spec: Record<string, unknown>,
      version = 'v1alpha1',
    ) => ({
      apiVersion: `${group}.openportal.dev/${version}`,
      kind,
      metadata: { name: 'first', namespace: 'team-alpha' },
      spec,
    });
    const orders = {
      dnsrecords: order('DNSRecord', 'network', {
        name: 'www',
        type: 'A',
        value: '192.0.2.1',
      }),
      whoamis: order('Whoami', 'apps', { replicas: 2 }),
      databases: order(
        'Database',
        'data',
        {
          engine: 'postgresql',
          engineVersion: 17,
          highAvailability: true,
          storage: { sizeGb: 50 },
          users: [{ name: 'app', role: 'writer' }],
          parameters: { max_connections: 200, shared: { buffers: '1GB' } },
          crossplane: { compositionRef: { name: 'database-large' } },
        },
        'v1',
      ),
      olddatabases: order('Database', 'data', { engine: 'mysql' }),
    };
    orders.olddatabases.metadata.name = 'old';
    await sandbox.github.seedCommit({
      owner: 'sandbox',
      name: 'catalog-orders',
      message: 'Order a record and a service',
      author: 'developer',
      files: Object.fromEntries(
        Object.entries(orders).map(([plural, manifest]) => [
          `namespaces/team-alpha/${plural}/first.yaml`,
          stringify(manifest),
        ]),
      ),
    });
    await sandbox.idle();
    const { objects } = sandbox.clusters.platform;
    for (const { apiVersion, kind, metadata } of Object.values(orders)) {
      const delivered = objects.get({ apiVersion, kind, ...metadata });
      expect(delivered?.status?.conditions).toEqual([
        expect.objectContaining({ type: 'Synced', status: 'True' }),
        expect.objectContaining({ type: 'Ready', status: 'True' }),
      ]);
    }
    const [workload] = objects.list({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'team-alpha',
    });
    expect(workload.status).toMatchObject({ readyReplicas: 2 });
    const database = (name: string) =>
      objects.get({
        apiVersion: 'data.openportal.dev/v1',
        kind: 'Database',
        namespace: 'team-alpha',
        name,
      });
    expect(database('first')).toMatchObject({
      spec: {
        engineVersion: 17,
        parameters: { shared: { buffers: '1GB' } },
        crossplane: { compositionRef: { name: 'database-large' } },
      },
      status: { class: 'large', endpoint: 'first.sql.sandbox.example' },
    });
    expect(database('old')).toMatchObject({
      spec: { crossplane: { compositionRef: { name: 'database-small' } } },
      status: { class: 'small' },
    });
    expect(() =>
      objects.apply(order('Database', 'data', { engine: 'mysql' }, 'v1'), {
        fieldManager: 'person',
        dryRun: true,
      }),
    ).toThrow(/The engine cannot be changed/);
  });

  it('keeps everything over a restart', async () => {
    const { endpoints } = sandbox;
    const image = runningImage(sandbox, 'platform', 'payments');
    const head = await api(
      '/repos/sandbox/idp-payments/commits/main',
      developer().token,
    );
    await sandbox.close();
    sandbox = await start();
    await sandbox.idle();
    expect(sandbox.endpoints).toEqual(endpoints);
    expect(runningImage(sandbox, 'platform', 'payments')).toBe(image);
    const after = await api(
      '/repos/sandbox/idp-payments/commits/main',
      developer().token,
    );
    expect(after.sha).toBe(head.sha);
  });
});
