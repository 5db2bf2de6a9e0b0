import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { reachUrl } from './reachUrl';

describe('reachUrl', () => {
  it('tells the status, follows no redirect, and tells why there is no answer', async () => {
    const server = createServer((request, response) =>
      request.url === '/away'
        ? response.writeHead(302, { Location: '/secret' }).end()
        : response.writeHead(404).end('x'.repeat(1000)),
    );
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    await expect(reachUrl(`${url}/`)).resolves.toEqual({
      kind: 'answered',
      status: 404,
    });
    await expect(reachUrl(`${url}/away`)).resolves.toEqual({
      kind: 'answered',
      status: 302,
    });
    await new Promise(resolve => {
      server.close(resolve);
      server.closeAllConnections();
    });
    await expect(reachUrl(url)).resolves.toMatchObject({ kind: 'no-answer' });
  });

  it('knows a name that nobody knows', async () => {
    const failed = new TypeError('fetch failed', {
      cause: Object.assign(new Error('getaddrinfo ENOTFOUND'), {
        code: 'ENOTFOUND',
      }),
    });
    const fetched = jest.spyOn(global, 'fetch').mockRejectedValueOnce(failed);
    await expect(reachUrl('https://new.example.com/x')).resolves.toEqual({
      kind: 'no-name',
      host: 'new.example.com',
    });
    fetched.mockRestore();
  });
});
