import { LookupOptions } from 'node:dns';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { fetchPublic } from './fetchPublic';
import { isPublicAddress, publicLookup } from './publicAddress';

describe('isPublicAddress', () => {
  it.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])(
    'says so of %s',
    address => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    'fd00::1',
    'fe80::1',
    'ff02::1',
    'localhost',
    '',
  ])('denies it of %s', address => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a name that means an address of the inner network', () => {
  it.each<LookupOptions>([{ all: true }, { all: false }])(
    'is not looked up (%j)',
    async options => {
      const error = await new Promise<Error | null>(resolve => {
        publicLookup('localhost', options, resolve);
      });
      expect(error?.message).toContain('storageHosts');
    },
  );

  it('A21: is not connected to', async () => {
    let hits = 0;
    const server = createServer((_, response) => {
      hits++;
      response.end();
    });
    server.on('connection', () => {
      hits++;
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    await expect(
      fetchPublic(new URL(`https://localhost:${port}/x`), {
        method: 'GET',
        signal: AbortSignal.timeout(10_000),
      }),
    ).rejects.toMatchObject({
      name: 'TypeError',
      cause: expect.objectContaining({
        message: expect.stringContaining('inner network'),
      }),
    });
    expect(hits).toBe(0);
    await new Promise(resolve => {
      server.close(resolve);
    });
  });
});
