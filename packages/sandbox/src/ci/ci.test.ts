import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createFaultSwitches,
  type FaultSwitches,
  Listener,
  openStore,
  type Store,
} from '../core';
import { type GitHubSandbox, startGitHub } from '../github';
import { type RegistrySandbox, startRegistry } from '../registry';
import { CiBuilder } from './CiBuilder';
import { createCiHost } from './createCiHost';

const owner = 'sandbox';
const name = 'idp-shop';
const files = {
  Dockerfile: 'FROM scratch\n',
  '.github/workflows/ci.yml': 'name: CI\non: push\n',
  'deploy/deployment.yaml': [
    'kind: Deployment',
    'spec:',
    '  template:',
    '    spec:',
    '      containers:',
    '        - name: app # the service',
    '          image: placeholder:1',
    '',
  ].join('\n'),
};

describe('CiBuilder', () => {
  let folder: string;
  let store: Store;
  let github: GitHubSandbox;
  let registry: RegistrySandbox;
  let faults: FaultSwitches;
  let ci: CiBuilder;
  let errors: unknown[];

  function builder(stepMilliseconds = 1) {
    return new CiBuilder({
      host: createCiHost(github),
      registry,
      store,
      stepMilliseconds,
      onError: error => errors.push(error),
    });
  }

  async function push(
    changes: Record<string, string | undefined>,
    message = 'Change',
  ) {
    const sha = await github.seedCommit({
      owner,
      name,
      message,
      author: 'developer',
      files: changes,
    });
    ci.handlePush({ owner, name, branch: 'main', sha, pusher: 'developer' });
    return sha;
  }

  const runs = () =>
    github
      .listActionsRuns(owner, name)
      .map(({ headSha, status, conclusion }) => [headSha, status, conclusion]);

  const deployed = () =>
    github.readFile(owner, name, 'main', 'deploy/deployment.yaml');

  beforeEach(async () => {
    errors = [];
    folder = await mkdtemp(join(tmpdir(), 'ci-'));
    store = openStore(join(folder, 'store.sqlite'));
    faults = createFaultSwitches();
    github = await startGitHub({
      store,
      folder: join(folder, 'github'),
      faults,
    });
    registry = await startRegistry({
      dataDir: folder,
      store,
      listener: await Listener.open(),
      faults,
    });
    github.ensureUser({ login: 'developer' });
    github.ensureUser({ login: 'github-actions[bot]', type: 'Bot' });
    await github.createRepository({ owner, name, actor: 'openportal[bot]' });
    ci = builder();
  });

  afterEach(async () => {
    await ci.close();
    await registry.close();
    await github.close();
    store.close();
    await rm(folder, { recursive: true });
  });

  it('builds a commit once, in order, and leaves its own commits alone', async () => {
    const first = await push(files);
    const second = await push({ 'README.md': '# shop\n' });
    ci.handlePush({ owner, name, branch: 'main', sha: second });
    ci.handlePush({ owner, name, branch: 'other', sha: second });
    await ci.idle();
    expect(runs().sort()).toEqual(
      [first, second].map(sha => [sha, 'completed', 'success']).sort(),
    );
    const digest = registry.resolve(`${owner}/${name}`, `sha-${second}`);
    expect(registry.resolve(`${owner}/${name}`, 'latest')).toBe(digest);
    expect(await deployed()).toBe(
      files['deploy/deployment.yaml'].replace(
        'placeholder:1',
        `${registry.host}/${owner}/${name}:sha-${second}@${digest}`,
      ),
    );
    await push({ 'README.md': '# shop!\n' }, 'Only words [skip ci]');
    await ci.start();
    await ci.idle();
    expect(runs()).toHaveLength(2);
    expect(errors).toEqual([]);
  });

  it('builds nothing when only ignored folders change', async () => {
    const first = await push({
      ...files,
      '.github/workflows/ci.yml':
        "on: { push: { paths-ignore: ['environments/**'] } }\n",
    });
    await ci.idle();
    await push({ 'environments/qa/deployment.yaml': 'kind: Deployment\n' });
    await ci.idle();
    expect(runs()).toEqual([[first, 'completed', 'success']]);
    const both = await push({
      'environments/qa/deployment.yaml': 'kind: None\n',
      'README.md': '# shop\n',
    });
    await ci.idle();
    expect(runs().map(([sha]) => sha)).toContain(both);
    expect(errors).toEqual([]);
  });

  it('fails what cannot be built, and ignores what has no workflow', async () => {
    await push({ 'README.md': '# shop\n' });
    await push({ ...files, Dockerfile: undefined });
    await push({ Dockerfile: '', 'deploy/deployment.yaml': 'kind: None\n' });
    await ci.idle();
    expect(runs().map(([, , conclusion]) => conclusion)).toEqual([
      'failure',
      'failure',
    ]);
    expect(errors).toEqual([]);
    faults.add({
      service: 'registry',
      path: '*',
      action: { kind: 'status', status: 503 },
    });
    await push(files);
    await ci.idle();
    expect(runs()).toHaveLength(3);
    expect(String(errors[0])).toContain('answered 503');
  });

  it('runs what somebody starts by hand', async () => {
    const sha = await push(files);
    await ci.idle();
    for (const path of ['docs.yml', 'ci.yml']) {
      const workflowPath = `.github/workflows/${path}`;
      const run = await github.createActionsRun(owner, name, {
        ...{ workflowPath, event: 'workflow_dispatch', actor: 'developer' },
        ...{ headBranch: 'main', headSha: sha },
      });
      ci.handleDispatch({
        ...{ owner, name, branch: 'main', sha, workflowPath },
        runId: run.id,
      });
    }
    await ci.idle();
    expect(runs()).toEqual(
      Array.from({ length: 3 }, () => [sha, 'completed', 'success']),
    );
  });

  it('goes on after a restart, with the same run and the same image', async () => {
    await ci.close();
    ci = builder(60_000);
    const sha = await push(files);
    await new Promise<void>(resolve => {
      const check = () => (runs().length > 0 ? resolve() : setImmediate(check));
      check();
    });
    expect(runs()).toEqual([[sha, 'queued', undefined]]);
    await ci.close();

    const missed = await github.seedCommit({
      owner,
      name,
      message: 'While nobody listened',
      author: 'developer',
      files: { 'README.md': '# shop\n' },
    });
    ci = builder();
    await ci.start();
    await ci.idle();
    expect(runs().sort()).toEqual(
      [sha, missed].map(it => [it, 'completed', 'success']).sort(),
    );
    expect(await deployed()).toContain(`:sha-${missed}@sha256:`);
    expect(errors).toEqual([]);
  });
});
