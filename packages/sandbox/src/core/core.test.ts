import express from 'express';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFaultSwitches } from './FaultSwitches';
import { stableSecret } from './http';
import { Listener } from './Listener';
import { openStore } from './Store';
import { WorkTracker } from './WorkTracker';

describe('store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-store-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('keeps documents and secrets over a reopening', () => {
    const file = join(folder, 'a.sqlite');
    const first = openStore(file);
    first.collection<{ n: number }>('things').put('a/1', { n: 1 });
    first.collection<{ n: number }>('things').put('a/2', { n: 2 });
    first.collection<{ n: number }>('things').put('b/1', { n: 3 });
    const secret = stableSecret(first, 'token', 'x_');
    first.close();

    const second = openStore(file);
    const things = second.collection<{ n: number }>('things');
    expect(things.entries('a/').map(([key]) => key)).toEqual(['a/1', 'a/2']);
    expect(things.get('b/1')).toEqual({ n: 3 });
    expect(things.get('c')).toBeUndefined();
    expect(things.delete('b/1')).toBe(true);
    expect(things.delete('b/1')).toBe(false);
    expect(stableSecret(second, 'token')).toBe(secret);
    second.close();
  });

  it('undoes a failed transaction', () => {
    const store = openStore(join(folder, 'b.sqlite'));
    const things = store.collection<number>('things');
    expect(() =>
      store.transaction(() => {
        things.put('a', 1);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(things.entries()).toEqual([]);
    store.close();
  });
});

describe('fault switches', () => {
  const faults = createFaultSwitches();
  let listener: Listener;
  let counted = 0;

  beforeAll(async () => {
    const app = express();
    app.use(faults.middleware('test'));
    app.post('/count', (_, response) => {
      counted += 1;
      response.json({ counted });
    });
    listener = await Listener.open();
    listener.serve(app);
  });
  beforeEach(() => {
    faults.clear();
    counted = 0;
  });
  afterAll(() => listener.close());

  const post = () => fetch(`${listener.url}/count`, { method: 'POST' });

  it('answers a status from the second match on, once', async () => {
    const fault = faults.add({
      service: 'test',
      method: 'post',
      path: '/cou*',
      nth: 2,
      times: 1,
      action: { kind: 'status', status: 503, headers: { 'Retry-After': '7' } },
    });
    expect((await post()).status).toBe(200);
    const broken = await post();
    expect(broken.status).toBe(503);
    expect(broken.headers.get('retry-after')).toBe('7');
    expect((await post()).status).toBe(200);
    expect(fault.hits).toBe(1);
    expect(counted).toBe(2);
  });

  it('does the work and then loses the answer', async () => {
    const fault = faults.add({
      service: 'test',
      path: /count$/,
      action: { kind: 'commit-then-drop' },
    });
    await expect(post()).rejects.toThrow();
    expect(counted).toBe(1);
    fault.remove();
    expect((await post()).status).toBe(200);
  });

  it('does the work and then keeps the answer back', async () => {
    faults.add({
      service: 'test',
      path: '/count',
      action: { kind: 'commit-then-hang' },
    });
    const answer = await fetch(`${listener.url}/count`, {
      method: 'POST',
      signal: AbortSignal.timeout(200),
    }).catch(error => error);
    expect(answer).toMatchObject({ name: 'TimeoutError' });
    expect(counted).toBe(1);
  });

  it('resets the connection before the work', async () => {
    faults.add({ service: 'test', path: '/count', action: { kind: 'reset' } });
    await expect(post()).rejects.toThrow();
    expect(counted).toBe(0);
  });

  it('hangs until the caller gives up, and delays', async () => {
    const hang = faults.add({
      service: 'test',
      path: '/count',
      action: { kind: 'hang' },
    });
    await expect(
      fetch(`${listener.url}/count`, {
        method: 'POST',
        signal: AbortSignal.timeout(50),
      }),
    ).rejects.toThrow();
    hang.remove();
    faults.add({
      service: 'test',
      path: '/count',
      action: { kind: 'delay', milliseconds: 5 },
    });
    expect((await post()).status).toBe(200);
  });

  it('leaves other services alone', async () => {
    faults.add({ service: 'other', path: /./, action: { kind: 'reset' } });
    expect((await post()).status).toBe(200);
  });
});

describe('work tracker', () => {
  it('is idle when all work has ended, failed work too', async () => {
    const tracker = new WorkTracker();
    const errors: unknown[] = [];
    const done: string[] = [];
    tracker.track(async () => done.push('a'), errors.push.bind(errors));
    tracker.track(
      async () => {
        throw new Error('broken');
      },
      error => errors.push(error),
    );
    await tracker.idle();
    expect(done).toEqual(['a']);
    expect(errors).toEqual([new Error('broken')]);
    expect(tracker.busy).toBe(false);
  });
});
