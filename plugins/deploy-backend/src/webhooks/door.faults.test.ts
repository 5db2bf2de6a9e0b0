import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createTestDatabases } from '../__testUtils__/testDatabases';
import { createWebhookWorld, pushOf } from './__testUtils__/createWebhookWorld';
import { SECRET, sign } from './__testUtils__/sign';
import { InboxStore } from './InboxStore';

jest.setTimeout(60_000);

const databases = createTestDatabases();

type World = Awaited<ReturnType<typeof createWebhookWorld>>;

/** Writes bytes to the door as they are, and gives the status line when the other side closes. */
function sendRaw(
  port: number,
  headers: string[],
  write: (send: (bytes: Buffer | string) => void) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', bytes => {
      answer += bytes.toString();
    });
    socket.on('close', () => resolve(answer.split('\r\n')[0]));
    socket.on('error', error => (answer ? resolve(answer) : reject(error)));
    socket.on('connect', () => {
      socket.write(
        [
          'POST /webhooks/github HTTP/1.1',
          'Host: localhost',
          'Content-Type: application/json',
          ...headers,
          '',
          '',
        ].join('\r\n'),
      );
      write(bytes => socket.write(bytes));
    });
  });
}

describe('the door of webhooks', () => {
  let world: World;
  const setUp = async (
    options: Parameters<typeof createWebhookWorld>[2] = {},
  ) => {
    world = await createWebhookWorld(databases, 'SQLITE_3', options);
    return world;
  };
  afterEach(() => world.close());
  const stored = () => world.knex('inbox').count({ count: '*' }).first();

  it('D5: lets in who knows a secret, the old one or the new one, and nobody else', async () => {
    await setUp({
      webhooks: {
        github: { secrets: [SECRET, 'the new secret of tests'] },
        rateLimit: { refusalsPerSecond: 1000 },
      },
    });
    const body = pushOf('deploy');
    expect(await world.post('github', body)).toBe(202);
    expect(
      await world.post('github', body, { secret: 'the new secret of tests' }),
    ).toBe(202);
    expect(
      await world.post('github', body, { secret: 'another secret of tests' }),
    ).toBe(401);
    for (const signature of [
      '',
      'sha256=',
      sign(JSON.stringify(body)).slice(0, 40),
      sign(JSON.stringify(body)).toUpperCase(),
      sign(JSON.stringify(body, undefined, 2)),
    ]) {
      expect(
        await world.post('github', body, {
          headers: { 'X-Hub-Signature-256': signature },
        }),
      ).toBe(401);
    }
    expect(await world.post('github', '')).toBe(400);
    expect(await world.post('github', 'Hello, World!')).toBe(400);
    await expect(stored()).resolves.toEqual({ count: 2 });
  });

  it('D7: refuses what is too large, packed, deep or of another type, and closes the door on it', async () => {
    await setUp({ webhooks: { rateLimit: { refusalsPerSecond: 1000 } } });
    const megabytes = (count: number) => `"${'x'.repeat(count * 1024 * 1024)}"`;
    expect(await world.post('github', megabytes(2))).toBe(413);
    await expect(
      sendRaw(world.port, ['Content-Length: 26214400'], () => {}),
    ).resolves.toContain('413');
    await expect(
      sendRaw(world.port, ['Transfer-Encoding: chunked'], send => {
        const chunk = Buffer.alloc(256 * 1024, 0x20);
        for (let index = 0; index < 8; index++) {
          send(`${chunk.byteLength.toString(16)}\r\n`);
          send(chunk);
          send('\r\n');
        }
      }),
    ).resolves.toContain('413');
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    await expect(
      sendRaw(
        world.port,
        ['Content-Encoding: gzip', `Content-Length: ${bomb.byteLength}`],
        send => send(bomb),
      ),
    ).resolves.toContain('415');
    for (const type of [
      'application/x-www-form-urlencoded',
      'text/plain',
      'multipart/form-data; boundary=x',
    ]) {
      expect(
        await world.post('github', {}, { headers: { 'Content-Type': type } }),
      ).toBe(415);
    }
    expect(await world.post('github', '['.repeat(500_000))).toBe(400);
    await expect(stored()).resolves.toEqual({ count: 0 });
  });

  it('D7: survives what is odd and signed', async () => {
    await setUp();
    for (const body of ['[]', '{}', 'null', '0', '"text"', '[[],[{}]]']) {
      for (const source of ['github', 'argocd', 'flux', 'ci'] as const) {
        expect(await world.post(source, body)).toBe(202);
      }
    }
    expect(
      await world.post('github', pushOf('deploy'), { event: 'unheard_of' }),
    ).toBe(202);
    const many = Object.fromEntries(
      Array.from({ length: 90_000 }, (_, index) => [`k${index}`, 0]),
    );
    expect(await world.post('ci', many)).toBe(202);
    await world.drain();
    expect(world.refreshed).toEqual([]);
    await expect(world.inbox.status()).resolves.toMatchObject({ due: 0 });
  });

  it('D7: does not wait for who drips, nor for who goes away', async () => {
    await setUp({ times: { bodyMs: 100 } });
    await expect(
      sendRaw(world.port, ['Content-Length: 1000'], send => send('{')),
    ).resolves.toContain('408');
    const gone = connect(world.port, '127.0.0.1');
    await new Promise<void>(resolve => {
      gone.write(
        'POST /webhooks/github HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
        () => resolve(),
      );
    });
    gone.destroy();
    expect(await world.post('github', pushOf('deploy'))).toBe(202);
  });

  it('D7: reads a few bodies of one address at once', async () => {
    await setUp({ times: { bodyMs: 2000 } });
    const slow = Array.from({ length: 17 }, () =>
      sendRaw(world.port, ['Content-Length: 1000'], send => send('{')),
    );
    const answers = await Promise.all(slow);
    expect(answers.filter(answer => answer.includes('429'))).toHaveLength(1);
    expect(answers.filter(answer => answer.includes('408'))).toHaveLength(16);
    expect(await world.post('github', pushOf('deploy'))).toBe(202);
  });

  it('D8: says 503 while the database is down or does not answer, and takes it later', async () => {
    await setUp();
    const body = pushOf('deploy');
    const add = jest.spyOn(world.inbox, 'add');
    add.mockRejectedValueOnce(new Error('connect ECONNREFUSED'));
    const delivery = 'sent-again-later';
    expect(await world.post('github', body, { delivery })).toBe(503);
    expect(world.received).toEqual([['github', 'not-stored']]);
    expect(await world.post('github', body, { delivery })).toBe(202);
    add.mockRestore();
    await world.close();

    await setUp({
      times: { storeMs: 50 },
      doorStore: {
        add: () => new Promise<boolean>(() => {}),
      } as Partial<InboxStore> as InboxStore,
    });
    expect(await world.post('github', body)).toBe(503);
  });

  it('D8: says 503 when the connections to the database are closed', async () => {
    await setUp();
    await world.knex.destroy();
    expect(await world.post('github', pushOf('deploy'))).toBe(503);
    world.knex.initialize();
  });

  it('D9: answers before any work is done', async () => {
    await setUp();
    let release = () => {};
    world.catalog.queryEntities.mockImplementation(
      () =>
        new Promise((_, reject) => {
          release = () => reject(new Error('At last'));
        }),
    );
    await world.post('github', pushOf('deploy'));
    const working = world.worker.runOnce();
    // The worker hangs, and the door does not.
    for (let index = 0; index < 20; index++) {
      expect(await world.post('github', pushOf('deploy'))).toBe(202);
    }
    while (world.catalog.queryEntities.mock.calls.length === 0) {
      await new Promise(resolve => {
        setImmediate(resolve);
      });
    }
    release();
    await working;
    await expect(stored()).resolves.toEqual({ count: 21 });
  });

  it('D11: stops listening to who floods it, before a signature or the database', async () => {
    await setUp({ webhooks: { rateLimit: { refusalsPerSecond: 2 } } });
    const add = jest.spyOn(world.inbox, 'add');
    const statuses = await Promise.all(
      Array.from({ length: 200 }, () =>
        world.post('github', pushOf('deploy'), { secret: 'nobody knows' }),
      ),
    );
    const count = (status: number) =>
      statuses.filter(given => given === status).length;
    expect(count(401)).toBeLessThanOrEqual(20);
    expect(count(401) + count(429)).toBe(200);
    expect(add).not.toHaveBeenCalled();
    // Another source of the same address is another matter.
    expect(await world.post('argocd', { application: 'idp-x' })).toBe(202);
  });

  it('D11: counts who is known generously', async () => {
    await setUp({
      webhooks: {
        rateLimit: { refusalsPerSecond: 1, requestsPerSecond: 5 },
      },
    });
    const statuses: number[] = [];
    for (let index = 0; index < 60; index++) {
      statuses.push(await world.post('argocd', { application: `a${index}` }));
    }
    expect(statuses.slice(0, 50)).toEqual(Array(50).fill(202));
    expect(statuses).toContain(429);
  });
});
