import { createServer, RequestListener } from 'node:http';
import { AddressInfo } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { ArgocdApi } from './ArgocdApi';
import { createObserver } from './createObserver';

const TOKEN = 'canary-of-argocd';
const target: DeployTarget = {
  entityRef: 'component:default/orders',
  name: 'orders',
  environment: 'qa',
  manifestPath: 'environments/qa',
  namespace: 'orders-qa',
  argocdApplication: 'idp-orders-qa',
  annotations: {},
};

/** A server in the place of Argo CD, the observer that asks it, and everything that somebody could read. */
async function serve(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const logger = mockServices.logger.mock();
  const observer = createObserver(
    { namespace: 'argocd', api: { url, token: TOKEN } },
    logger,
  );
  const problem = async (): Promise<string> => {
    const error = await observer.observe(target).then(
      () => new Error('It answered'),
      failure => failure,
    );
    const seen = [
      ...(error instanceof Error
        ? [error.name, error.message, error.stack, String(error.cause)]
        : [String(error)]),
      JSON.stringify(error),
      ...[logger.error, logger.warn, logger.info, logger.debug].flatMap(log =>
        log.mock.calls.map(call => JSON.stringify(call)),
      ),
    ].join('\n');
    expect(seen).not.toContain(TOKEN);
    return `${error.name}: ${error.message}`;
  };
  return {
    url,
    observer,
    problem,
    async close() {
      await observer.stop();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

describe('C7: a REST API that does not tell what runs', () => {
  it.each<[string, RequestListener, RegExp]>([
    [
      'sends on to another place',
      (_request, response) =>
        response.writeHead(302, { location: 'http://127.0.0.1:9/login' }).end(),
      /did not answer GET .*redirect/,
    ],
    [
      'answers with a page',
      (_request, response) => response.end('<html>Sign in</html>'),
      /did not answer GET/,
    ],
    [
      'answers with another shape',
      (_request, response) => response.end('{"items":"many"}'),
      /no list of Applications/,
    ],
    [
      'breaks off',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"items":[');
        setImmediate(() => response.destroy());
      },
      /did not answer GET/,
    ],
    [
      'is out of order',
      (request, response) =>
        response.writeHead(500).end(request.headers.authorization),
      /answered 500 to GET/,
    ],
  ])('says unknown where it %s, and N7: never the token', async (...row) => {
    const [, listener, expected] = row;
    const { problem, close } = await serve(listener);
    const message = await problem();
    expect(message).toMatch(expected);
    expect(message).toMatch(/^ServiceUnavailableError: /);
    await close();
  });

  it('gives up in time where it never answers', async () => {
    const { url, close } = await serve(() => {});
    const api = new ArgocdApi({ url, token: TOKEN, timeLimitMilliseconds: 50 });
    await expect(api.json('/api/v1/applications')).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(/did not answer GET .*time/),
    });
    await close();
  });

  it('warns of an address where the token can be read on its way', () => {
    for (const [url, warnings] of [
      ['http://argocd.example.com', 1],
      ['https://argocd.example.com', 0],
      ['http://localhost:8080', 0],
    ] as const) {
      const logger = mockServices.logger.mock();
      createObserver(
        { namespace: 'argocd', api: { url, token: TOKEN } },
        logger,
      );
      expect(logger.warn).toHaveBeenCalledTimes(warnings);
    }
  });

  it('sends the token to its own address only', async () => {
    const sent: Array<string | undefined> = [];
    const thief = await serve((request, response) => {
      sent.push(request.headers.authorization);
      response.end('{}');
    });
    const argocd = await serve((_request, response) =>
      response.writeHead(307, { location: thief.url }).end(),
    );
    await argocd.problem();
    expect(sent).toEqual([]);
    await argocd.close();
    await thief.close();
  });

  it('N7: says nothing of the token where the address speaks no TLS', async () => {
    const plain = await serve((_request, response) => response.end('{}'));
    const observer = createObserver(
      {
        namespace: 'argocd',
        api: { url: plain.url.replace('http:', 'https:'), token: TOKEN },
      },
      mockServices.logger.mock(),
    );
    await expect(observer.observe(target)).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.not.stringContaining(TOKEN),
    });
    await plain.close();
  });
});
