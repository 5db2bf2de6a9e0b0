import { MemoryGithubLimits } from '@openportal/github-node';
import {
  CheckpointStore,
  RepoCreateHarness,
  startRepoCreateHarness,
} from './__testUtils__/repoCreateHarness';
import { Interruption, watchRequests } from './__testUtils__/interruptRequests';

const API = '/api/v3';

// Real servers on a busy machine: slower than the default allows.
jest.setTimeout(120_000);

describe('idp:repo:create under faults', () => {
  let harness: RepoCreateHarness;
  let faults: RepoCreateHarness['sandbox']['faults'];

  beforeAll(async () => {
    harness = await startRepoCreateHarness();
    faults = harness.sandbox.faults;
  });
  afterEach(() => {
    faults.clear();
  });
  afterAll(async () => {
    await harness?.close();
  });

  async function expectComplete(name: string): Promise<void> {
    const place = { owner: 'sandbox', repo: `idp-${name}` };
    const { octokit, sandbox } = harness;
    const { data: commits } = await octokit.rest.repos.listCommits(place);
    expect(commits).toHaveLength(2);
    const { data: repository } = await octokit.rest.repos.get(place);
    expect(repository).toMatchObject({
      description: 'Takes payments',
      topics: ['openportal'],
    });
    await octokit.rest.repos.getBranchProtection({ ...place, branch: 'main' });
    const { data: teams } = await octokit.rest.repos.listTeams(place);
    expect(teams).toHaveLength(1);
    for (const [path, content] of Object.entries(harness.files)) {
      expect(
        await sandbox.github.readFile('sandbox', place.repo, 'main', path),
      ).toBe(content);
    }
  }

  describe('A1, A2: the process dies at any request', () => {
    async function runAndDie(
      name: string,
      interruption: Interruption,
      checkpoints: CheckpointStore,
    ): Promise<{ died: boolean }> {
      const watch = watchRequests(
        harness.sandbox.endpoints.github.url,
        interruption,
      );
      try {
        await harness.run({
          input: { name },
          checkpoints,
          signal: watch.signal,
        });
        return { died: false };
      } catch (error) {
        expect(watch.signal.aborted).toBe(true);
        return { died: true };
      } finally {
        watch.restore();
      }
    }

    it.each([
      ['before', 'kept'],
      ['before', 'lost'],
      ['after', 'kept'],
      ['after', 'lost'],
    ] as const)(
      '%s GitHub carries it out, checkpoints %s',
      async (moment, memory) => {
        let deaths = 0;
        for (let request = 1; ; request += 1) {
          const name = `kill-${moment}-${memory}-${request}`;
          const checkpoints: CheckpointStore = new Map();
          const { died } = await runAndDie(
            name,
            { request, moment },
            checkpoints,
          );
          if (!died) {
            break;
          }
          deaths += 1;
          const outputs = await harness.run({
            input: { name },
            checkpoints: memory === 'kept' ? checkpoints : new Map(),
          });
          expect(outputs.entityRef).toBe(`component:default/${name}`);
          await expectComplete(name);
        }
        expect(deaths).toBeGreaterThan(7);
      },
    );
  });

  it('A2, A3: adopts its own repository when the answer to each write gets lost', async () => {
    for (const [method, path] of [
      ['POST', `${API}/orgs/sandbox/repos`],
      ['POST', '/api/graphql'],
      ['PUT', `${API}/repos/sandbox/idp-*/topics`],
      ['PATCH', `${API}/repos/sandbox/idp-*`],
    ]) {
      faults.add({
        service: 'github',
        method,
        path,
        times: 1,
        action: { kind: 'commit-then-drop' },
      });
    }
    await harness.run({ input: { name: 'lost-answers' } });
    expect(faults.list().map(({ hits }) => hits)).toEqual([1, 1, 1, 1]);
    await expectComplete('lost-answers');
  });

  it('A3: never touches a repository that it did not create', async () => {
    const { sandbox, run } = harness;
    await sandbox.github.createRepository({
      owner: 'sandbox',
      name: 'idp-foreign',
      description: 'Somebody else made this',
      actor: 'other-developer',
      autoInit: true,
    });
    const before = await sandbox.github.resolve(
      'sandbox',
      'idp-foreign',
      'main',
    );
    await expect(run({ input: { name: 'foreign' } })).rejects.toThrow(
      'Repository "sandbox/idp-foreign" exists already and this task did not create it. Nothing was written to it. Choose another name.',
    );
    expect(await sandbox.github.resolve('sandbox', 'idp-foreign', 'main')).toBe(
      before,
    );
    expect(
      sandbox.github.getRepository('sandbox', 'idp-foreign')?.description,
    ).toBe('Somebody else made this');
  });

  it('A3: writes nothing into a repository that took the place of its own', async () => {
    const { sandbox, octokit, run } = harness;
    const place = { owner: 'sandbox', repo: 'idp-replaced' };
    const checkpoints: CheckpointStore = new Map();
    const fault = faults.add({
      service: 'github',
      method: 'POST',
      path: '/api/graphql',
      action: { kind: 'status', status: 503 },
    });
    const retry = () => run({ input: { name: 'replaced' }, checkpoints });
    await expect(retry()).rejects.toThrow('GitHub is unreachable');
    fault.remove();
    expect(checkpoints.size).toBe(1);

    await octokit.rest.repos.delete(place);
    await expect(retry()).rejects.toThrow('which this task created, is gone');
    await sandbox.github.createRepository({
      owner: 'sandbox',
      name: 'idp-replaced',
      actor: 'other-developer',
      autoInit: true,
    });
    await expect(retry()).rejects.toThrow('this task did not create it');
    const { data: commits } = await octokit.rest.repos.listCommits(place);
    expect(commits).toHaveLength(1);
  });

  it('A3: a second task with the same name is refused, at the same time and later', async () => {
    const results = await Promise.allSettled([
      harness.run({ input: { name: 'race' }, taskId: 'first' }),
      harness.run({ input: { name: 'race' }, taskId: 'second' }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    await expectComplete('race');
    await expect(
      harness.run({ input: { name: 'race' }, taskId: 'third' }),
    ).rejects.toThrow('exists already and this task did not create it');
  });

  it('A4: waits while GitHub calls the new repository empty', async () => {
    const fault = faults.add({
      service: 'github',
      method: 'GET',
      path: `${API}/repos/sandbox/idp-slow-start/git/ref/*`,
      times: 3,
      action: {
        kind: 'status',
        status: 409,
        body: { message: 'Git Repository is empty.' },
      },
    });
    await harness.run({ input: { name: 'slow-start' } });
    expect(fault.hits).toBe(3);
    await expectComplete('slow-start');
  });

  it('A5: waits as long as GitHub asks, and says so', async () => {
    faults.add({
      service: 'github',
      method: 'POST',
      path: `${API}/orgs/sandbox/repos`,
      times: 1,
      action: {
        kind: 'status',
        status: 403,
        headers: { 'Retry-After': '1' },
        body: { message: 'You have exceeded a secondary rate limit.' },
      },
    });
    const started = Date.now();
    await harness.run({ input: { name: 'limited' } });
    expect(Date.now() - started).toBeGreaterThanOrEqual(1000);
    expect(harness.logger.warn.mock.calls.flat().join()).toContain(
      'Waiting for GitHub',
    );
    await expectComplete('limited');
  });

  it('A6: does not sit out a pause of an hour', async () => {
    faults.add({
      service: 'github',
      path: /./,
      action: {
        kind: 'status',
        status: 403,
        headers: { 'Retry-After': '2400' },
        body: { message: 'API rate limit exceeded' },
      },
    });
    await expect(harness.run({ input: { name: 'parked' } })).rejects.toThrow(
      'Try again in 2400 seconds.',
    );
  });

  it('A6: is parked until the limit is reset, where it may wait that long, and says until when', async () => {
    const limits = new MemoryGithubLimits();
    const host = new URL(harness.sandbox.endpoints.github.url).host;
    // What another task, on whatever replica, was told.
    await limits.pause(`${host} core`, 40 * 60_000);
    const cancel = new AbortController();
    harness.logger.warn.mockClear();
    const parked = new Promise<void>(resolve => {
      harness.logger.warn.mockImplementationOnce(() => resolve());
    });
    const run = harness.run({
      input: { name: 'patient' },
      patience: { limits, maxWaitMs: 65 * 60_000 },
      signal: cancel.signal,
    });
    await Promise.race([parked, run]);
    expect(harness.logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(
        /^Waiting for GitHub: it asked for a pause until \d{4}-/,
      ),
    );
    // Somebody cancels the task meanwhile: the wait ends at once.
    cancel.abort();
    await expect(run).rejects.toThrow();
    await expect(
      harness.run({ input: { name: 'patient' }, patience: { limits } }),
    ).rejects.toThrow('GitHub asked for a pause until');
  });

  it('A7: explains an expired token, and keeps it to itself', async () => {
    const token = 'ghp_canaryCanaryCanaryCanaryCanaryCanary';
    const error = await harness
      .run({ input: { name: 'expired' }, token })
      .catch(it => it);
    expect(error.message).toContain(
      'The token has expired or was revoked: renew it in the configuration under integrations.github',
    );
    expect(
      JSON.stringify(error, Object.getOwnPropertyNames(error)),
    ).not.toContain('canary');
    const { debug, info, warn, error: log } = harness.logger;
    expect(
      JSON.stringify([debug, info, warn, log].map(({ mock }) => mock.calls)),
    ).not.toContain('canary');
  });

  it('A9: gets over 5xx pages, resets and a call without an answer', async () => {
    const page = '<html>502 Bad Gateway</html>';
    for (const rule of [
      {
        path: `${API}/repos/sandbox/idp-bumpy`,
        action: { kind: 'status', status: 502, body: page },
      },
      {
        method: 'POST',
        path: `${API}/orgs/sandbox/repos`,
        action: { kind: 'status', status: 502, body: page },
      },
      { method: 'POST', path: '/api/graphql', action: { kind: 'reset' } },
      {
        method: 'PUT',
        path: `${API}/repos/sandbox/idp-bumpy/topics`,
        action: { kind: 'hang' },
      },
    ] as const) {
      faults.add({ service: 'github', times: 1, ...rule });
    }
    await harness.run({ input: { name: 'bumpy' } });
    expect(faults.list().map(({ hits }) => hits)).toEqual([1, 1, 1, 1]);
    await expectComplete('bumpy');
  });

  it('leaves nothing behind when GitHub refuses the files for good', async () => {
    const fault = faults.add({
      service: 'github',
      method: 'POST',
      path: '/api/graphql',
      action: {
        kind: 'status',
        status: 422,
        body: { message: 'Repository rule violations found' },
      },
    });
    await expect(harness.run({ input: { name: 'refused' } })).rejects.toThrow(
      'Repository rule violations found',
    );
    expect(
      harness.sandbox.github.getRepository('sandbox', 'idp-refused'),
    ).toBeUndefined();
    fault.remove();
    await harness.run({ input: { name: 'refused' }, taskId: 'again' });
    await expectComplete('refused');
  });

  it('keeps the repository when GitHub is unreachable, and its retry completes it', async () => {
    const fault = faults.add({
      service: 'github',
      method: 'POST',
      path: '/api/graphql',
      action: { kind: 'status', status: 503 },
    });
    await expect(harness.run({ input: { name: 'outage' } })).rejects.toThrow(
      'GitHub is unreachable or has a problem of its own',
    );
    fault.remove();
    await expect(
      harness.run({ input: { name: 'outage' }, taskId: 'somebody-else' }),
    ).rejects.toThrow('Open that task and choose "Retry"');
    await harness.run({ input: { name: 'outage' } });
    await expectComplete('outage');
  });
});
