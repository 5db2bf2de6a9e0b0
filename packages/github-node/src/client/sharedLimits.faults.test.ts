import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { Octokit } from '@octokit/rest';
import { FaultRule, Sandbox, startSandbox } from '@openportal/sandbox';
import { testDatabaseIds } from '../__testUtils__/testDatabaseIds';
import { toGithubError } from '../errors/toGithubError';
import { DatabaseGithubLimits } from '../limits/DatabaseGithubLimits';
import { GithubLimits } from '../limits/GithubLimits';
import { createOctokit } from './createOctokit';
import { applyRequestPolicy } from './requestPolicy';

// Real servers on a busy machine: slower than the default allows.
jest.setTimeout(120_000);

const owner = 'sandbox';
const repo = 'work';
const place = { owner, repo };
const START = Date.parse('2026-01-01T12:00:00Z');

describe('clients of several replicas', () => {
  const databases = TestDatabases.create({ ids: testDatabaseIds() });
  let sandbox: Sandbox;
  let clock: { now: number };
  let requests: string[];
  let limits: GithubLimits[];
  const logger = mockServices.logger.mock();

  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 'minimal' });
    await sandbox.github.createRepository({
      owner,
      name: repo,
      actor: 'openportal[bot]',
      autoInit: true,
    });
  });
  beforeEach(async () => {
    clock = { now: START };
    requests = [];
    const [[id]] = databases.eachSupportedId();
    const knex = await databases.init(id);
    const share = () =>
      DatabaseGithubLimits.create(
        { getClient: async () => knex },
        { now: () => clock.now },
      );
    limits = [await share(), await share()];
  });
  afterEach(() => {
    sandbox.faults.clear();
    jest.resetAllMocks();
  });
  afterAll(async () => {
    await sandbox?.close();
  });

  /** A replica's client. Time passes by its waits only. */
  function replica(index: number, maxWaitMilliseconds: number): Octokit {
    const { github } = sandbox.endpoints;
    const octokit = new Octokit({ baseUrl: github.apiUrl });
    octokit.hook.before('request', ({ method, url }) => {
      requests.push(
        `${(clock.now - START) / 1000} ${index} ${method} ${
          url.split('/').at(-1) ?? ''
        }`,
      );
    });
    applyRequestPolicy(octokit, {
      authorization: async () => `Bearer ${github.token}`,
      logger,
      timeoutMilliseconds: 10_000,
      maxWaitMilliseconds,
      limits: limits[index],
      account: 'sandbox',
      wait: async milliseconds => {
        clock.now += milliseconds;
      },
    });
    return octokit;
  }

  function refuseOnce(answer: {
    status: number;
    headers?: Record<string, string>;
    message?: string;
  }): void {
    const rule: FaultRule = {
      service: 'github',
      path: /./,
      times: 1,
      action: {
        kind: 'status',
        status: answer.status,
        headers: answer.headers,
        body: { message: answer.message ?? 'wait' },
      },
    };
    sandbox.faults.add(rule);
  }

  const secondary = 'You have exceeded a secondary rate limit.';

  it.each([
    ['403 with Retry-After', 403, { 'Retry-After': '30' }, 30],
    ['429 with Retry-After', 429, { 'Retry-After': '45' }, 45],
    ['403 without', 403, undefined, 60],
    ['429 without', 429, undefined, 60],
  ])(
    'A5: %s that one replica gets keeps the other from calling until then',
    async (_name, status, headers, seconds) => {
      refuseOnce({ status, headers, message: secondary });
      await expect(replica(0, 0).rest.repos.get(place)).rejects.toMatchObject({
        status,
      });
      const second = replica(1, 0);
      const refused = await second.rest.git
        .createRef({ ...place, ref: 'refs/heads/x', sha: '0'.repeat(40) })
        .catch(error => toGithubError(error, { action: 'branch' }));
      expect(refused).toMatchObject({
        name: 'ServiceUnavailableError',
        retryAfterSeconds: seconds,
      });
      clock.now += seconds * 1000 - 1;
      await expect(second.rest.repos.get(place)).rejects.toThrow(
        'GitHub asked for a pause until',
      );
      expect(requests).toEqual(['0 0 GET {repo}']);
      clock.now += 1;
      await second.rest.repos.get(place);
      expect(requests).toHaveLength(2);
    },
  );

  it('A5: a pause without a stated end grows with each refusal, for everybody', async () => {
    refuseOnce({ status: 403, message: secondary });
    refuseOnce({ status: 403, message: secondary });
    await replica(0, 10 * 60_000).rest.repos.get(place);
    const times = requests.map(line => Number(line.split(' ')[0]));
    expect(times[1]).toBeGreaterThanOrEqual(60);
    expect(times[2] - times[1]).toBeGreaterThanOrEqual(120);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('Waiting for GitHub'),
    );
  });

  it('A5: writes of all replicas are a second apart, reads are not held up', async () => {
    const { data } = await replica(0, 0).rest.git.getRef({
      ...place,
      ref: 'heads/main',
    });
    for (const index of [0, 1, 0]) {
      await replica(index, 0).rest.git.createRef({
        ...place,
        ref: `refs/heads/spaced-${requests.length}`,
        sha: data.object.sha,
      });
      await replica(index, 0).rest.repos.get(place);
    }
    expect(requests.map(line => line.split(' ', 3).join(' '))).toEqual([
      '0 0 GET',
      '0 0 POST',
      '0 0 GET',
      '1 1 POST',
      '1 1 GET',
      '2 0 POST',
      '2 0 GET',
    ]);
  });

  describe('with nothing left of the hour', () => {
    // The time of the reset is compared with the clock of the machine.
    const headers = () => ({
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': String(Math.round(Date.now() / 1000) + 2400),
    });

    it('A6: a write of another replica is parked until the reset, then made once', async () => {
      const { data } = await replica(0, 0).rest.git.getRef({
        ...place,
        ref: 'heads/main',
      });
      refuseOnce({
        status: 403,
        headers: headers(),
        message: 'API rate limit exceeded',
      });
      await expect(replica(0, 0).rest.repos.get(place)).rejects.toMatchObject({
        status: 403,
      });
      await replica(1, 65 * 60_000).rest.git.createRef({
        ...place,
        ref: 'refs/heads/parked',
        sha: data.object.sha,
      });
      const posts = requests.filter(line => line.includes('POST'));
      expect(posts).toHaveLength(1);
      expect(Number(posts[0].split(' ')[0])).toBeGreaterThan(2390);
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('Waiting for GitHub'),
      );
    });

    it('A6: GraphQL has a limit of its own, and says so with status 200', async () => {
      sandbox.faults.add({
        service: 'github',
        path: /graphql$/,
        times: 1,
        action: {
          kind: 'status',
          status: 200,
          headers: headers(),
          body: {
            errors: [
              { type: 'RATE_LIMITED', message: 'API rate limit exceeded' },
            ],
          },
        },
      });
      const query = 'query { viewer { login } }';
      await expect(replica(0, 0).graphql(query)).rejects.toMatchObject({
        failure: { kind: 'rate-limit' },
      });
      await expect(replica(1, 0).graphql(query)).rejects.toThrow(
        'GitHub asked for a pause until',
      );
      await replica(1, 0).rest.repos.get(place);
      expect(requests).toHaveLength(2);
    });

    it('A6: the last call of the hour keeps everybody from being refused', async () => {
      sandbox.faults.add({
        service: 'github',
        path: /./,
        times: 1,
        action: {
          kind: 'status',
          status: 200,
          headers: headers(),
          body: { name: repo },
        },
      });
      await replica(0, 0).rest.repos.get(place);
      await expect(replica(1, 0).rest.repos.get(place)).rejects.toThrow(
        'GitHub asked for a pause until',
      );
      expect(requests).toHaveLength(1);
    });
  });

  it('A5: calls go on by what the replica knows itself when the database is away', async () => {
    const down = async () => {
      throw new Error('database is away');
    };
    const { github } = sandbox.endpoints;
    const { host } = new URL(github.url);
    const octokit = createOctokit({
      integrations: ScmIntegrations.fromConfig(
        mockServices.rootConfig({
          data: {
            integrations: {
              github: [
                { host, apiBaseUrl: github.apiUrl, token: github.token },
              ],
            },
          },
        }),
      ),
      host,
      owner,
      logger,
      maxWaitMs: 0,
      limits: { pauseLeft: down, pause: down, takeTurn: down },
    });
    await octokit.rest.repos.get(place);
    refuseOnce({ status: 429, headers: { 'Retry-After': '30' } });
    await expect(octokit.rest.repos.get(place)).rejects.toMatchObject({
      status: 429,
    });
    await expect(octokit.rest.repos.get(place)).rejects.toThrow(
      'GitHub asked for a pause until',
    );
  });
});
