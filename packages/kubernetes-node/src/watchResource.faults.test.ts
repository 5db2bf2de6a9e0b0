import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';
import { DefaultKubernetesClient } from './DefaultKubernetesClient';
import { watchResource } from './watchResource';
import { ResourceWatch, WatchChange } from './watchTypes';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const resource = { group: 'example.org', version: 'v1', plural: 'things' };
const logger = { warn: () => {}, debug: () => {} };

function thing(name: string, resourceVersion: string) {
  return {
    apiVersion: 'example.org/v1',
    kind: 'Thing',
    metadata: { name, namespace: 'default', resourceVersion },
  };
}

function list(names: string[], version: string, next?: string): Answer {
  return (_, response) =>
    response.end(
      JSON.stringify({
        apiVersion: 'example.org/v1',
        kind: 'ThingList',
        metadata: { resourceVersion: version, continue: next },
        items: names.map(name => thing(name, version)),
      }),
    );
}

function status(code: number, headers: Record<string, string> = {}): Answer {
  return (_, response) =>
    response
      .writeHead(code, headers)
      .end(JSON.stringify({ kind: 'Status', code, message: `fault ${code}` }));
}

function events(lines: unknown[], end: boolean | 'reset' = false): Answer {
  return (_, response) => {
    response.writeHead(200);
    response.flushHeaders();
    for (const line of lines) {
      response.write(`${JSON.stringify(line)}\n`);
    }
    if (end === 'reset') {
      response.socket?.resetAndDestroy();
    } else if (end) {
      response.end();
    }
  };
}

/** An API server that plays a script; the last list and watch answer repeat. */
class ScriptedServer {
  readonly requests: URL[] = [];
  connections = 0;
  readonly #server: Server;

  constructor(lists: Answer[], watches: Answer[]) {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      this.requests.push(url);
      const script = url.searchParams.has('watch') ? watches : lists;
      const answer = script.length > 1 ? script.shift() : script[0];
      answer?.(request, response);
    });
    this.#server.on('connection', () => {
      this.connections += 1;
    });
  }

  async start(): Promise<DefaultKubernetesClient> {
    await new Promise<void>(resolve =>
      this.#server.listen(0, '127.0.0.1', resolve),
    );
    const { port } = this.#server.address() as AddressInfo;
    return DefaultKubernetesClient.create({
      name: 'platform',
      url: `http://127.0.0.1:${port}`,
      authentication: { type: 'token', token: 'test-token' },
      skipTLSVerify: false,
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

describe('watchResource', () => {
  let server: ScriptedServer;
  let watch: ResourceWatch | undefined;

  afterEach(async () => {
    await watch?.stop();
    watch = undefined;
    await server.stop();
  });

  async function watchUntil(
    script: { lists: Answer[]; watches: Answer[] },
    reached: (names: string[], changes: WatchChange[]) => boolean,
    options: {
      failOn?: (change: WatchChange) => boolean;
      /** Short only where silence is the point: a busy machine is silent, too. */
      inactivityMilliseconds?: number;
    } = {},
  ): Promise<WatchChange[]> {
    server = new ScriptedServer(script.lists, script.watches);
    const client = await server.start();
    const changes: WatchChange[] = [];
    await new Promise<void>(resolve => {
      const check = () => {
        const names = watch?.objects().map(object => object.metadata.name);
        if (names && reached(names.sort(), changes)) {
          resolve();
        }
      };
      watch = watchResource({
        client,
        resource,
        logger,
        initialBackoffMilliseconds: 5,
        inactivityMilliseconds: options.inactivityMilliseconds ?? 60_000,
        onChange: change => {
          changes.push(change);
          if (options.failOn?.(change)) {
            throw new Error('the handler failed');
          }
          setImmediate(check);
        },
        onStatus: () => setImmediate(check),
      });
    });
    return changes;
  }

  const quiet = events([]);

  it('uses one connection for watches that follow each other', async () => {
    server = new ScriptedServer([list([], '1')], [events([], true)]);
    const client = await server.start();
    for (let count = 0; count < 5; count++) {
      await client.watch(resource, { resourceVersion: '1', onEvent: () => {} });
    }
    expect(server.requests).toHaveLength(5);
    expect(server.connections).toBe(1);
  });

  it('reads every page and applies events once (B3: duplicates, bookmarks, late deletes)', async () => {
    const changes = await watchUntil(
      {
        lists: [list(['a'], '1', 'next'), list(['b'], '1')],
        watches: [
          events([
            { type: 'ADDED', object: thing('c', '2') },
            { type: 'ADDED', object: thing('c', '2') },
            {
              type: 'BOOKMARK',
              object: {
                apiVersion: 'example.org/v1',
                kind: 'Thing',
                metadata: { resourceVersion: '9' },
              },
            },
            { type: 'DELETED', object: thing('a', '1') },
            { type: 'DELETED', object: thing('a', '1') },
            { type: 'MODIFIED', object: thing('b', '10') },
          ]),
          quiet,
        ],
      },
      (names, seen) => names.join() === 'b,c' && seen.length === 4,
    );
    expect(changes.map(({ type }) => type)).toEqual([
      'list',
      'set',
      'delete',
      'set',
    ]);
    expect(watch?.status()).toMatchObject({ synced: true, objects: 2 });
    expect(server.requests[1].searchParams.get('continue')).toBe('next');
    expect(server.requests[2].searchParams.get('resourceVersion')).toBe('1');
    expect(server.requests[2].searchParams.get('allowWatchBookmarks')).toBe(
      'true',
    );
  });

  it.each([
    ['as an answer', status(410)],
    [
      'in the stream',
      events([{ type: 'ERROR', object: { code: 410, message: 'too old' } }]),
    ],
  ])(
    'lists again after 410 %s and drops what is gone (B2)',
    async (_, gone) => {
      await watchUntil(
        {
          lists: [list(['a', 'b'], '1'), list(['b'], '7')],
          watches: [gone, quiet],
        },
        names => names.join() === 'b',
      );
      expect(watch?.status().synced).toBe(true);
    },
  );

  it('starts over after 410 in the middle of the pages (B2)', async () => {
    await watchUntil(
      {
        lists: [list(['old'], '1', 'next'), status(410), list(['new'], '2')],
        watches: [quiet],
      },
      names => names.join() === 'new',
    );
    expect(watch?.status().synced).toBe(true);
  });

  it('survives dropped and reset connections, errors and silence (B1, B4)', async () => {
    await watchUntil(
      {
        lists: [
          status(500),
          status(403),
          (_, response) => response.socket?.resetAndDestroy(),
          list(['a'], '1'),
          list(['a', 'b'], '3'),
        ],
        watches: [
          events([], true),
          events([{ type: 'ADDED', object: thing('b', '2') }], 'reset'),
          quiet,
          events([{ type: 'ADDED', object: thing('c', '4') }]),
        ],
      },
      names => names.join() === 'a,b,c',
      { inactivityMilliseconds: 100 },
    );
    expect(watch?.status()).toMatchObject({ synced: true, error: undefined });
  });

  it('keeps the last good objects and says why while the cluster fails (B4)', async () => {
    const statuses: Array<string | undefined> = [];
    await watchUntil(
      { lists: [list(['a'], '1'), status(403)], watches: [status(500)] },
      () => {
        const current = watch?.status();
        statuses.push(current?.error);
        return Boolean(current?.error?.includes('fault 403'));
      },
    );
    expect(watch?.status()).toMatchObject({ synced: false, objects: 1 });
  });

  it('hands everything over again when a handler fails (B17)', async () => {
    let failures = 0;
    const changes = await watchUntil(
      {
        lists: [list(['a'], '1'), list(['a', 'b'], '2')],
        watches: [events([{ type: 'ADDED', object: thing('b', '2') }]), quiet],
      },
      (_, seen) => seen.filter(({ type }) => type === 'list').length === 2,
      {
        failOn: change => {
          failures += change.type === 'set' ? 1 : 0;
          return change.type === 'set';
        },
      },
    );
    expect(failures).toBe(1);
    expect(changes.at(-1)).toMatchObject({ type: 'list' });
  });
});
