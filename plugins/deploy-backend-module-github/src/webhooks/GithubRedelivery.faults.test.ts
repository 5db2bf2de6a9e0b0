import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createOctokit } from '@openportal/github-node';
import { Sandbox, startSandbox, toPortalConfig } from '@openportal/sandbox';
import { GithubRedelivery } from './GithubRedelivery';
import { readHookOwners } from './readRedeliveryConfig';

jest.setTimeout(60_000);

const since = new Date(Date.now() - 3 * 24 * 3_600_000);
const inAnHour = () => new Date(Date.now() + 3_600_000);

/** Answers with a status that the test chooses, and counts deliveries by their id. */
async function listen() {
  const seen: string[] = [];
  const state = { status: 503 };
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      seen.push(String(request.headers['x-github-delivery']));
      response.writeHead(state.status).end();
    });
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/deploy/webhooks/github`,
    seen,
    state,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}

describe('D4: GitHub is asked for what got lost', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 'minimal' });
  });
  afterAll(() => sandbox.close());

  it('and sends it again, until it is taken', async () => {
    const portal = await listen();
    const { organization, url: githubUrl } = sandbox.endpoints.github;
    const integrations = ScmIntegrations.fromConfig(
      new ConfigReader(toPortalConfig(sandbox.endpoints)),
    );
    const { host } = new URL(githubUrl);
    const logger = mockServices.logger.mock();
    const octokit = createOctokit({
      integrations,
      host,
      owner: organization,
      logger,
    });
    const hook = { content_type: 'json', secret: 'a secret of this test' };
    await octokit.rest.orgs.createWebhook({
      org: organization,
      name: 'web',
      events: ['push'],
      config: { ...hook, url: portal.url },
    });
    // Somebody else's hook: it fails too, and is left alone.
    await octokit.rest.orgs.createWebhook({
      org: organization,
      name: 'web',
      events: ['push'],
      config: { ...hook, url: portal.url.replace('/deploy/', '/other/') },
    });
    await sandbox.idle();
    const before = portal.seen.length;

    const redelivery = new GithubRedelivery({
      integrations,
      owners: [{ owner: organization }],
      logger,
      now: inAnHour,
    });
    const request = { url: portal.url, since };
    await expect(redelivery.redeliverFailed(request)).resolves.toEqual({
      hooks: 1,
      failed: 1,
      redelivered: 1,
      problems: [],
    });
    await sandbox.idle();
    expect(portal.seen).toHaveLength(before + 1);

    portal.state.status = 202;
    await redelivery.redeliverFailed(request);
    await sandbox.idle();
    const last = portal.seen.at(-1);
    // The same event keeps its id, by which it is known again.
    expect(portal.seen.filter(id => id === last).length).toBeGreaterThan(1);
    await expect(redelivery.redeliverFailed(request)).resolves.toMatchObject({
      failed: 0,
      redelivered: 0,
    });
    await portal.close();
  });

  it('and says whose webhooks it may not see', async () => {
    const redelivery = new GithubRedelivery({
      integrations: ScmIntegrations.fromConfig(
        new ConfigReader(toPortalConfig(sandbox.endpoints)),
      ),
      owners: [{ owner: 'nobody' }, { owner: 'nobody', repository: 'nothing' }],
      logger: mockServices.logger.mock(),
    });
    const report = await redelivery.redeliverFailed({
      url: 'https://portal.example/api/deploy/webhooks/github',
      since,
    });
    expect(report).toMatchObject({ hooks: 0, redelivered: 0 });
    expect(report.problems).toHaveLength(2);
    expect(report.problems[1]).toContain('nobody/nothing');
  });
});

describe('the webhook of a GitHub App', () => {
  it('is looked after as the App itself', async () => {
    const calls: string[] = [];
    const url = 'https://portal.example/api/deploy/webhooks/github';
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '', 'http://x').pathname;
      const [, payload = ''] = (request.headers.authorization ?? '').split('.');
      const { iss } = JSON.parse(
        Buffer.from(payload, 'base64url').toString() || '{}',
      );
      calls.push(`${request.method} ${path} as ${iss}`);
      const answer: Record<string, unknown> = {
        '/app/hook/config': { url, content_type: 'json' },
        '/app/hook/deliveries': [
          {
            id: 12,
            guid: 'g',
            delivered_at: new Date().toISOString(),
            status_code: 502,
            status: 'failed to connect to host',
          },
        ],
      };
      response.writeHead(request.method === 'POST' ? 202 : 200, {
        'content-type': 'application/json',
      });
      response.end(JSON.stringify(answer[path] ?? {}));
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const app = (key: string) => ({
      appId: 7,
      privateKey: key,
      clientId: 'c',
      clientSecret: 'd',
    });
    const redeliver = (key: string) =>
      new GithubRedelivery({
        integrations: ScmIntegrations.fromConfig(
          new ConfigReader({
            integrations: {
              github: [
                {
                  host: 'github.test',
                  apiBaseUrl: `http://127.0.0.1:${port}`,
                  apps: [app(key)],
                },
              ],
            },
          }),
        ),
        owners: [],
        logger: mockServices.logger.mock(),
        now: inAnHour,
      }).redeliverFailed({ url, since });
    await expect(redeliver(privateKey)).resolves.toEqual({
      hooks: 1,
      failed: 1,
      redelivered: 1,
      problems: [],
    });
    expect(calls).toEqual([
      'GET /app/hook/config as 7',
      'GET /app/hook/deliveries as 7',
      'POST /app/hook/deliveries/12/attempts as 7',
    ]);
    const { problems } = await redeliver('canary: no key');
    expect(problems).toEqual([
      'The App 7 cannot sign in: check its private key in integrations.github',
    ]);
    server.closeAllConnections();
    await new Promise(resolve => {
      server.close(resolve);
    });
  });
});

describe('readHookOwners', () => {
  const read = (hooks: string[]) =>
    readHookOwners(
      new ConfigReader({
        deploy: { webhooks: { github: { redelivery: { hooks } } } },
      }),
    );

  it('reads organizations and repositories, and refuses the rest', () => {
    expect(readHookOwners(new ConfigReader({}))).toEqual([]);
    expect(read(['acme', 'acme/shop.js'])).toEqual([
      { owner: 'acme' },
      { owner: 'acme', repository: 'shop.js' },
    ]);
    for (const bad of ['acme/../x', 'https://github.com/acme', '-/']) {
      expect(() => read([bad])).toThrow(`hooks[0] is '${bad}'`);
    }
  });
});
