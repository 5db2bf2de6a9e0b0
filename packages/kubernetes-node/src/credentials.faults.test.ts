import { ConfigReader } from '@backstage/config';
import {
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultKubernetesClient } from './DefaultKubernetesClient';
import { loadClientLibrary } from './kubeConfig';
import { readClusters } from './readClusters';

const resource = { group: 'example.org', version: 'v1', plural: 'things' };

describe('credentials of a cluster', () => {
  let folder: string;
  let server: Server;
  let url: string;
  let accepted: string;
  const seen: Array<string | undefined> = [];

  beforeAll(async () => {
    await loadClientLibrary();
  });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'openportal-credentials-'));
    seen.length = 0;
    server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      const ok = request.headers.authorization === `Bearer ${accepted}`;
      response
        .writeHead(ok ? 200 : 401, { 'Content-Type': 'application/json' })
        .end(
          JSON.stringify(
            ok
              ? { metadata: { resourceVersion: '1' }, items: [] }
              : { kind: 'Status', code: 401, message: 'Unauthorized' },
          ),
        );
    });
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  const file = () => join(folder, 'kubeconfig.json');

  /** A kubeconfig with one context; the time of the change is given, since file systems count coarsely. */
  function writeKubeconfig(user: object, changedAt: number) {
    writeFileSync(
      file(),
      JSON.stringify({
        clusters: [
          {
            name: 'c',
            cluster: { server: url, 'insecure-skip-tls-verify': true },
          },
        ],
        users: [{ name: 'u', user }],
        contexts: [{ name: 'platform', context: { cluster: 'c', user: 'u' } }],
      }),
    );
    utimesSync(file(), changedAt, changedAt);
  }

  function createClient(timeLimitMilliseconds = 10_000) {
    const [cluster] = readClusters(
      new ConfigReader({
        kubernetes: {
          kubeconfigs: [{ file: file(), clusters: [{ name: 'platform' }] }],
        },
      }),
    );
    return DefaultKubernetesClient.create(cluster, { timeLimitMilliseconds });
  }

  it('B20: takes over a token that was rotated in the kubeconfig, without a restart', async () => {
    accepted = 'first';
    writeKubeconfig({ token: 'first' }, 1_000);
    const client = createClient();
    expect((await client.list(resource)).items).toEqual([]);

    accepted = 'second';
    writeKubeconfig({ token: 'second' }, 2_000);
    // The cluster refuses the old one, and the next call reads the file.
    await expect(client.list(resource)).rejects.toThrow('401');
    expect((await client.list(resource)).items).toEqual([]);
    expect(seen).toEqual(['Bearer first', 'Bearer first', 'Bearer second']);
  });

  it('B20: reads a token file again, as kubelet rotates them every hour', async () => {
    const tokenFile = join(folder, 'token');
    accepted = 'first';
    writeFileSync(tokenFile, 'first');
    writeKubeconfig(
      { 'auth-provider': { name: 'tokenFile', config: { tokenFile } } },
      1_000,
    );
    const client = createClient();
    await client.list(resource);
    accepted = 'second';
    writeFileSync(tokenFile, 'second');
    await expect(client.list(resource)).rejects.toThrow('401');
    await client.list(resource);
    expect(seen.at(-1)).toBe('Bearer second');
  });

  it('B20: says what is wrong while the kubeconfig is missing, and goes on when it is back', async () => {
    accepted = 'first';
    const client = createClient();
    await expect(client.list(resource)).rejects.toThrow(/ENOENT/);
    writeKubeconfig({ token: 'first' }, 1_000);
    expect((await client.list(resource)).items).toEqual([]);
  });

  it('B20: signs in with a credential plugin, once for many calls', async () => {
    accepted = 'from-plugin';
    const credential = JSON.stringify({
      kind: 'ExecCredential',
      status: { token: 'from-plugin' },
    });
    const log = join(folder, 'runs');
    writeKubeconfig(
      {
        exec: {
          command: process.execPath,
          args: [
            '-e',
            'require("fs").appendFileSync(process.env.LOG, "x"); console.log(process.env.CREDENTIAL)',
          ],
          env: [
            { name: 'LOG', value: log },
            { name: 'CREDENTIAL', value: credential },
          ],
        },
      },
      1_000,
    );
    const client = createClient(30_000);
    await Promise.all([client.list(resource), client.list(resource)]);
    await client.list(resource);
    expect(readFileSync(log, 'utf8')).toBe('x');
  });

  it('B20: gives up in time when a credential plugin hangs, and tells nothing of what it printed', async () => {
    accepted = 'never';
    writeKubeconfig(
      {
        exec: {
          command: process.execPath,
          args: [
            '-e',
            'console.log("canary-secret"); setInterval(() => {}, 1000)',
          ],
        },
      },
      1_000,
    );
    const client = createClient(500);
    const [first, second] = await Promise.all(
      [1, 2].map(() => client.list(resource).catch((error: Error) => error)),
    );
    for (const error of [first, second]) {
      expect(error).toMatchObject({
        message: expect.stringContaining("Cluster 'platform' did not answer"),
      });
      expect(String(error)).not.toContain('canary-secret');
    }
    expect(seen).toEqual([]);
  });
});
