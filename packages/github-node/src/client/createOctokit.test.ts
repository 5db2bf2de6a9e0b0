import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { classifyGithubError } from '../errors/classifyGithubError';
import { GithubResponseCache } from '../reads/GithubResponseCache';
import { createOctokit, CreateOctokitOptions } from './createOctokit';
import { lookThenAct } from './lookThenAct';

type Step = (request: IncomingMessage, response: ServerResponse) => void;

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Step =>
  (_request, response) => {
    response.writeHead(status, {
      'content-type': 'application/json',
      ...headers,
    });
    response.end(JSON.stringify(body));
  };

describe('createOctokit', () => {
  let steps: Step[] = [];
  let requests: Array<{
    line: string;
    authorization?: string;
    etag?: string;
  }> = [];
  const server = createServer((request, response) => {
    requests.push({
      line: `${request.method} ${request.url}`,
      authorization: request.headers.authorization,
      etag: request.headers['if-none-match'],
    });
    request.resume();
    const step = steps.length > 1 ? steps.shift() : steps[0];
    step?.(request, response);
  });
  let host = '';

  beforeAll(async () => {
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise(resolve => {
      server.close(resolve);
    });
  });
  beforeEach(() => {
    steps = [];
    requests = [];
  });

  function client(options: Partial<CreateOctokitOptions> = {}) {
    return createOctokit({
      integrations: ScmIntegrations.fromConfig(
        mockServices.rootConfig({
          data: {
            integrations: {
              github: [
                {
                  host,
                  apiBaseUrl: `http://${host}/api/v3`,
                  token: 'configured',
                },
              ],
            },
          },
        }),
      ),
      host,
      owner: 'acme',
      logger: mockServices.logger.mock(),
      ...options,
    });
  }

  it('calls the configured host with the configured token, or with the given one', async () => {
    steps = [json(200, { login: 'acme' })];
    await client().rest.orgs.get({ org: 'acme' });
    await client({ token: 'own' }).rest.orgs.get({ org: 'acme' });
    expect(requests).toEqual([
      { line: 'GET /api/v3/orgs/acme', authorization: 'Bearer configured' },
      { line: 'GET /api/v3/orgs/acme', authorization: 'Bearer own' },
    ]);
    expect(() => client({ host: 'evil.example' })).toThrow(
      `GitHub host "evil.example" is not configured. Add it under integrations.github, or use one of the configured hosts: "${host}"`,
    );
  });

  it('A8: asks for the credentials of the owner, so that a repository made a moment ago is no stranger', async () => {
    steps = [json(200, { name: 'new' })];
    const getCredentials = jest.fn(async () => ({
      type: 'app' as const,
      token: 'installation',
      headers: {},
    }));
    await client({ credentialsProvider: { getCredentials } }).rest.repos.get({
      owner: 'acme',
      repo: 'new',
    });
    expect(getCredentials).toHaveBeenCalledWith({
      url: `https://${host}/acme`,
    });
    expect(requests[0].authorization).toBe('Bearer installation');
  });

  it('A9: repeats reads after 5xx, HTML, a cut-off answer and a reset', async () => {
    steps = [
      (_request, response) => {
        response.writeHead(502, { 'content-type': 'text/html' });
        response.end('<html>Unicorn</html>');
      },
      (_request, response) => {
        response.writeHead(200, {
          'content-type': 'application/json',
          'content-length': '40',
        });
        response.write('{"login": "ac');
        setImmediate(() => response.destroy());
      },
      (_request, response) => {
        response.destroy();
      },
      json(200, { login: 'acme' }),
    ];
    const { data } = await client().rest.orgs.get({ org: 'acme' });
    expect(data.login).toBe('acme');
    expect(requests).toHaveLength(4);
  });

  it('A9: never repeats a write on its own', async () => {
    steps = [json(502, {})];
    await expect(
      client().rest.repos.createInOrg({ org: 'acme', name: 'x' }),
    ).rejects.toMatchObject({ status: 502 });
    expect(requests).toHaveLength(1);
  });

  it('A9: has its own time limit and follows no redirect', async () => {
    steps = [() => {}];
    await expect(
      client({ timeoutMs: 50 }).rest.repos.createInOrg({
        org: 'acme',
        name: 'x',
      }),
    ).rejects.toThrow('no answer within 0.05 s');
    steps = [json(301, {}, { location: 'http://127.0.0.1:1/elsewhere' })];
    await expect(client().rest.orgs.get({ org: 'acme' })).rejects.toMatchObject(
      { failure: { kind: 'moved' } },
    );
  });

  it('asks whether an answer still holds, and hands out the one that does', async () => {
    const responses = new GithubResponseCache();
    steps = [
      json(200, { login: 'acme' }, { etag: 'W/"1"', link: '<next>' }),
      (_request, response) => response.writeHead(304).end(),
      json(200, { login: 'renamed' }, { etag: 'W/"2"' }),
    ];
    const answers = [];
    for (let call = 0; call < 3; call += 1) {
      answers.push(await client({ responses }).rest.orgs.get({ org: 'acme' }));
    }
    expect(answers.map(({ data }) => data.login)).toEqual([
      'acme',
      'acme',
      'renamed',
    ]);
    expect(answers[1]).toMatchObject({
      status: 200,
      headers: { link: '<next>' },
    });
    expect(requests.map(({ etag }) => etag)).toEqual([
      undefined,
      'W/"1"',
      'W/"1"',
    ]);

    // Another account may not see what this one may.
    steps = [json(200, { login: 'acme' })];
    await client({ responses, token: 'own' }).rest.orgs.get({ org: 'acme' });
    expect(requests.at(-1)?.etag).toBeUndefined();
  });

  it('keeps no more answers than fit', async () => {
    const responses = new GithubResponseCache({ maxLength: 600 });
    const step = json(200, { text: 'x'.repeat(200) }, { etag: 'W/"1"' });
    steps = [step, step, step, step];
    const get = (org: string) => client({ responses }).rest.orgs.get({ org });
    for (const org of ['a', 'b', 'c']) {
      await get(org);
    }
    await get('a');
    expect(requests.at(-1)?.etag).toBeUndefined();
    steps = [(_request, response) => response.writeHead(304).end()];
    await expect(get('c')).resolves.toMatchObject({ status: 200 });
  });

  it('takes from a redirect only the id of a repository, and only at its own address', async () => {
    const repositoryIdAt = async (location: string) => {
      steps = [json(301, {}, { location })];
      const failure = await client()
        .rest.orgs.get({ org: 'acme' })
        .catch((error: unknown) => classifyGithubError(error));
      return 'kind' in failure ? failure.repositoryId : 'answered';
    };
    const root = `http://${host}/api/v3`;
    expect(await repositoryIdAt(`${root}/repositories/42/branches?a=1`)).toBe(
      42,
    );
    for (const location of [
      'http://evil.example/api/v3/repositories/42',
      `${root}/repositories/42evil`,
      `${root}/repos/acme/shop`,
      `${root}.evil.example/repositories/42`,
    ]) {
      expect(await repositoryIdAt(location)).toBeUndefined();
    }
  });

  it('A5: waits as long as GitHub asks, then repeats even a write; a signal ends the wait', async () => {
    steps = [
      json(403, { message: 'slow down' }, { 'retry-after': '0' }),
      json(429, { message: 'slow down' }, { 'retry-after': '0' }),
      json(201, { name: 'x' }),
    ];
    const { status } = await client().rest.repos.createInOrg({
      org: 'acme',
      name: 'x',
    });
    expect(status).toBe(201);
    expect(requests).toHaveLength(3);

    const abort = new AbortController();
    steps = [
      (request, response) => {
        json(403, {}, { 'retry-after': '30' })(request, response);
        setImmediate(() => abort.abort());
      },
    ];
    await expect(
      client({ signal: abort.signal }).rest.orgs.get({ org: 'acme' }),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('A6: does not wait for an hour', async () => {
    steps = [
      json(
        403,
        {},
        {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Math.round(Date.now() / 1000) + 2400),
        },
      ),
    ];
    await expect(client().rest.orgs.get({ org: 'acme' })).rejects.toMatchObject(
      { status: 403 },
    );
    expect(requests).toHaveLength(1);
  });

  it('A7: asks for fresh credentials once after a 401', async () => {
    steps = [json(401, { message: 'Bad credentials' })];
    await expect(client().rest.orgs.get({ org: 'acme' })).rejects.toMatchObject(
      { status: 401 },
    );
    expect(requests).toHaveLength(2);
  });

  it('lookThenAct finds what a lost answer left behind', async () => {
    let exists = false;
    steps = [
      (request, response) => {
        if (request.method === 'POST') {
          exists = true;
          response.destroy();
        } else {
          json(exists ? 200 : 404, { name: 'x' })(request, response);
        }
      },
    ];
    const octokit = client();
    const result = await lookThenAct({
      look: async () => {
        try {
          const { data } = await octokit.rest.repos.get({
            owner: 'acme',
            repo: 'x',
          });
          return data.name;
        } catch {
          return undefined;
        }
      },
      act: async () => {
        const { data } = await octokit.rest.repos.createInOrg({
          org: 'acme',
          name: 'x',
        });
        return data.name;
      },
    });
    expect(result).toEqual({ value: 'x', created: false });
    expect(requests.filter(({ line }) => line.startsWith('POST'))).toHaveLength(
      1,
    );
  });
});
