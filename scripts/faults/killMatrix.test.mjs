/**
 * C4, N1 to N8: a promotion and a rollback, directly and by pull request, meet SIGKILL at each of their requests to the
 * outside: before it is sent, and when it took effect and the answer is lost. After the next start the operation
 * goes on, and takes effect once. The processes are real; what they talk to are the stand-ins of the sandbox.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { root } from '../lib/paths.mjs';
import { startSandbox } from '../lib/sandbox.mjs';
import { createDeployBackend } from './support/deployBackend.mjs';
import { askJson } from './support/http.mjs';
import { eventually } from './support/poll.mjs';

const PAYMENTS = 'entities/component/default/payments';
const GITHUB_TOKEN = /ghs_\w+|gho_\w+|ghp_\w+|github_pat_\w+/;
/** A kill comes with the first requests of the operation; without one it has ended long before. */
const KILL_MILLISECONDS = 15_000;

const folder = mkdtempSync(join(tmpdir(), 'openportal-faults-kill-'));
const processes = [];
const backends = [];
const sandbox = { configFile: join(folder, 'app-config.sandbox.yaml') };

before(async () => {
  sandbox.endpoints = await startSandbox({
    logName: 'faults-kill-sandbox',
    dataDir: join(folder, 'sandbox'),
    configFile: sandbox.configFile,
    ports: 'ephemeral',
    processes,
  });
});

after(async () => {
  await Promise.all(backends.map(backend => backend.stop()));
  await Promise.all(processes.map(program => program.stop()));
  rmSync(folder, { recursive: true, force: true });
});

const user = login =>
  sandbox.endpoints.users.find(person => person.login === login);

function askGitHub(path, { login = 'developer', ...init } = {}) {
  const { apiUrl, organization } = sandbox.endpoints.github;
  return askJson(`${apiUrl}/repos/${organization}/idp-payments/${path}`, {
    ...init,
    token: user(login).token,
  });
}

/** The component as the catalog of a portal has it. */
async function readEntity() {
  const { url, organization } = sandbox.endpoints.github;
  const { content } = await askGitHub('contents/catalog-info.yaml');
  const entity = parse(Buffer.from(content, 'base64').toString('utf8'));
  const location = `url:${url}/${organization}/idp-payments/tree/main/catalog-info.yaml`;
  return {
    ...entity,
    metadata: {
      namespace: 'default',
      ...entity.metadata,
      annotations: {
        ...entity.metadata.annotations,
        'backstage.io/managed-by-location': location,
        'backstage.io/managed-by-origin-location': location,
      },
    },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/team-alpha' }],
  };
}

/** Promotions and rollbacks of one environment, one after the other. */
async function startChain({ environment, source, byPullRequest }) {
  const backend = await createDeployBackend({
    name: environment,
    folder,
    sandbox,
    entity: await readEntity(),
  });
  backends.push(backend);
  await backend.start();
  await eventually(`'${source}' runs healthy`, async () => {
    const { environments } = await backend.ask(PAYMENTS);
    return environments.find(({ state }) => state.environment === source)?.state
      .health === 'healthy'
      ? true
      : undefined;
  });

  const request = kind =>
    kind === 'promote'
      ? { from: source, to: environment, reason: 'The kill matrix' }
      : { environment, reason: 'The kill matrix' };

  return {
    backend,
    /** Asks for a change, as often as it takes until somebody answers that it is accepted. */
    async begin(kind) {
      const { operation, gone } = await eventually(
        `a ${kind} is accepted`,
        () =>
          backend
            .ask(`${PAYMENTS}/${kind}`, {
              method: 'POST',
              body: request(kind),
            })
            .catch(error => {
              if (error.status) {
                throw error;
              }
              // No answer at all: there is nobody any more.
              return { gone: error };
            }),
      );
      if (gone) {
        throw gone;
      }
      assert.ok(operation, `the ${kind} would change nothing`);
      return operation;
    },
    /** Approves what waits for it, until the operation is over. */
    finish: id =>
      eventually(
        `operation ${id} ends`,
        async () => {
          if (byPullRequest) {
            await approve(environment, id);
          }
          const answer = await backend.ask(`operations/${id}`);
          const { finishedAt, state, stateReason } = answer.operation;
          assert.ok(finishedAt, `it is '${state}': ${stateReason}`);
          return answer;
        },
        { seconds: 60 },
      ),
    /** Approves the pull request of an operation as soon as there is one. */
    approve: id => approve(environment, id),
  };
}

async function pullRequests(environment, id) {
  const pulls = await askGitHub('pulls?state=all&per_page=100');
  return pulls.filter(
    ({ head }) => head.ref === `openportal/${environment}/${id}`,
  );
}

async function approve(environment, id) {
  const [pull] = await pullRequests(environment, id);
  if (pull?.state !== 'open') {
    return;
  }
  const reviews = await askGitHub(`pulls/${pull.number}/reviews`);
  if (reviews.length === 0) {
    await askGitHub(`pulls/${pull.number}/reviews`, {
      login: 'sre',
      method: 'POST',
      body: { event: 'APPROVE', commit_id: pull.head.sha },
    });
  }
}

/** The operation ended well, took effect once, was told once, and what is written down of it is whole. */
async function assertOnce({ chain, environment, byPullRequest, ended }) {
  const { operation, events } = ended;
  const told = JSON.stringify(ended, undefined, 2);
  assert.equal(operation.state, 'succeeded', told);
  const states = events.map(({ state }) => state);
  assert.deepEqual(states, [...new Set(states)], told);
  assert.equal(states[0], 'requested', told);
  assert.equal(states.at(-1), 'succeeded', told);

  const commits = await askGitHub('commits?per_page=100');
  const marked = commits.filter(({ commit }) =>
    commit.message.includes(`OpenPortal-Operation: ${operation.id}`),
  );
  assert.equal(marked.length, 1, `${marked.length} commits on main. ${told}`);
  const pulls = await pullRequests(environment, operation.id);
  assert.equal(pulls.length, byPullRequest ? 1 : 0, told);
  const branches = await askGitHub('branches?per_page=100');
  const own = branches.filter(({ name }) => name.includes(operation.id));
  // Whether branches go when they are merged is a setting of the repository.
  assert.ok(own.length <= (byPullRequest ? 1 : 0), JSON.stringify(own));

  await eventually('the end is told', async () => {
    const ids = chain.backend
      .messages()
      .filter(({ final, operation: { id } }) => final && id === operation.id)
      .map(({ id }) => id);
    // Nobody dies while it is sent, so it is sent once.
    assert.deepEqual(ids, [`${operation.id}:succeeded`]);
    return true;
  });
  const { items } = await chain.backend.ask(
    `${PAYMENTS}/history?environment=${environment}&limit=100`,
  );
  const active = items.filter(({ finishedAt }) => !finishedAt);
  assert.deepEqual(active, [], 'nothing holds the environment');
  assert.doesNotMatch(told, GITHUB_TOKEN);
}

/** Reads that only a change by pull request makes. */
const OF_PULL_REQUESTS =
  /\/(pulls|collaborators|git\/commits|git\/ref\/heads\/openportal)\b/;

const opposite = { promote: 'rollback', rollback: 'promote' };

describe('the kill matrix', { concurrency: 2 }, () => {
  for (const options of [
    { environment: 'qa', source: 'development', byPullRequest: false },
    { environment: 'prod', source: 'staging', byPullRequest: true },
  ]) {
    const { environment, byPullRequest } = options;
    describe(`C4: changes of ${environment}, ${
      byPullRequest ? 'by pull request' : 'directly'
    }`, () => {
      test('converge wherever SIGKILL meets them', async t => {
        const chain = await startChain(options);
        const { backend } = chain;
        let kind = 'promote';

        /** One operation from its request to its end, undisturbed; the requests that it made. */
        async function undisturbed() {
          await backend.record();
          const { id } = await chain.begin(kind);
          const ended = await chain.finish(id);
          await assertOnce({ chain, environment, byPullRequest, ended });
          kind = opposite[kind];
          return backend.requests();
        }

        const seen = {
          promote: new Set(await undisturbed()),
          rollback: new Set(await undisturbed()),
        };
        // What both ways read is read by the same code: the direct way is killed at it.
        const isOwn = request =>
          !byPullRequest || isWrite(request) || OF_PULL_REQUESTS.test(request);
        const matrix = ['promote', 'rollback'].flatMap(what =>
          [...seen[what]].filter(isOwn).flatMap(request =>
            // A read has no effect that could be repeated: once is enough, and its answer is lost.
            (isWrite(request) ? ['before', 'after'] : ['after']).map(when => ({
              what,
              request,
              when,
            })),
          ),
        );
        t.diagnostic(`${matrix.length} places`);

        // In turns: what one has promoted, the next rolls back.
        const waiting = { promote: [], rollback: [] };
        matrix.forEach(place => waiting[place.what].push(place));
        const notMet = [];
        while (waiting.promote.length + waiting.rollback.length > 0) {
          const place = waiting[kind].shift();
          if (!place) {
            await undisturbed();
            continue;
          }
          await t.test(
            `a ${place.what} killed ${place.when} ${place.request}`,
            async subtest => {
              const { id, died } = await beginUnderFire(chain, kind, place);
              if (await dieOrEnd(chain, id)) {
                await backend.start();
              } else {
                // What reads in the background must not meet it now.
                await backend.record().catch(() => backend.start());
                if (!died) {
                  notMet.push(place);
                }
              }
              const ended = await chain.finish(id);
              await assertOnce({ chain, environment, byPullRequest, ended });
              kind = opposite[kind];
              if (notMet.includes(place)) {
                subtest.skip('the request was not made this time');
              }
            },
          );
        }
        t.diagnostic(`${notMet.length} of them not met`);
        // The first requests may be made for the page or by the answer before; the writes never are.
        assert.deepEqual(
          notMet.filter(({ request }) => isWrite(request)),
          [],
        );
        assert.ok(notMet.length <= matrix.length / 2, JSON.stringify(notMet));

        await t.test(
          'F6: and when SIGTERM ends a process at work',
          async () => {
            const { id } = await chain.begin(kind);
            const started = performance.now();
            await backend.terminate();
            const seconds = (performance.now() - started) / 1000;
            assert.ok(seconds < 25, `it took ${seconds} s to end`);
            await backend.start();
            const ended = await chain.finish(id);
            await assertOnce({ chain, environment, byPullRequest, ended });
          },
        );
      });
    });
  }
});

/**
 * Asks for the change while the process is to die. Where it dies before it has answered, nothing was promised: it is
 * asked for again after a start, and is to die once more at the same request of the work.
 */
async function beginUnderFire(chain, kind, place) {
  const { backend } = chain;
  await backend.arm(place);
  try {
    return { ...(await chain.begin(kind)), died: false };
  } catch (error) {
    if (!(await backend.died(5_000))) {
      throw error;
    }
  }
  await backend.start();
  const operation = await chain.begin(kind);
  // It may have been faster, and be over already.
  await backend.arm(place).catch(() => {});
  return { ...operation, died: true };
}

/** Whether the process died before the operation was over. */
async function dieOrEnd(chain, id) {
  const deadline = Date.now() + KILL_MILLISECONDS;
  while (Date.now() < deadline) {
    if (await chain.backend.died(50)) {
      return true;
    }
    await chain.approve(id);
    const answer = await chain.backend
      .ask(`operations/${id}`)
      .catch(() => undefined);
    if (answer?.operation.finishedAt) {
      return chain.backend.died(50);
    }
  }
  return chain.backend.died(0);
}

function isWrite(request) {
  return !request.startsWith('GET ') && !request.startsWith('HEAD ')
    ? !/\/graphql (repository|viewer|rateLimit|search|node)/.test(request)
    : false;
}

test('C4: the ledgers are whole after all of it', async () => {
  const openportal = join(root, 'packages', 'cli', 'bin', 'openportal');
  for (const [index, backend] of backends.entries()) {
    const rows = await backend.ledger();
    const file = join(folder, `ledger-${index}.ndjson`);
    writeFileSync(file, rows);
    const answer = execFileSync(
      process.execPath,
      [openportal, 'ledger', 'verify', file],
      { encoding: 'utf8' },
    );
    assert.match(answer, /nothing was changed/);
  }
});
