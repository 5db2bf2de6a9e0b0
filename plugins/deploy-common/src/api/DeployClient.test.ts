import { DeployApiError } from './DeployApiError';
import { DeployClient } from './DeployClient';

function answer(body: unknown, init?: ResponseInit) {
  const calls: Request[] = [];
  const client = new DeployClient({
    baseUrl: async () => 'http://localhost/api/deploy',
    fetch: async (input, requestInit) => {
      calls.push(new Request(input, requestInit));
      return new Response(
        typeof body === 'string' ? body : JSON.stringify(body),
        init,
      );
    },
  });
  return { client, calls };
}

describe('DeployClient', () => {
  it('asks for each thing where it is', async () => {
    const { client, calls } = answer({});
    await client.getEnvironments();
    await client.getDeployments('Component:default/Payments', {
      refresh: true,
      token: 'a-token',
    });
    await client.getHistory('component:payments', {
      environment: 'qa',
      kind: 'rollback',
      state: 'failed',
      requestedBy: 'user:default/developer',
      limit: 5,
    });
    await client.getVersions('component:payments', { environment: 'qa' });
    await client.promote('component:payments', { to: 'qa' });
    await client.rollback('component:payments', {
      environment: 'qa',
      reason: 'It leaks',
    });
    await client.getOperation('a/b');
    await client.cancelOperation('1');
    await client.listDeliveries({ state: 'dead', limit: 5 });
    await client.replayDelivery('7');
    await client.listMessages({ state: 'dead', cursor: '9' });
    await client.replayMessage('8/9');
    const base = 'http://localhost/api/deploy';
    const entity = `${base}/entities/component/default/payments`;
    expect(calls.map(call => `${call.method} ${call.url}`)).toEqual([
      `GET ${base}/environments`,
      `GET ${entity}?refresh=true`,
      `GET ${entity}/history?environment=qa&kind=rollback&state=failed&requestedBy=user%3Adefault%2Fdeveloper&limit=5`,
      `GET ${entity}/versions?environment=qa`,
      `POST ${entity}/promote`,
      `POST ${entity}/rollback`,
      `GET ${base}/operations/a%2Fb`,
      `POST ${base}/operations/1/cancel`,
      `GET ${base}/webhooks/inbox?state=dead&limit=5`,
      `POST ${base}/webhooks/inbox/7/replay`,
      `GET ${base}/outbox?state=dead&cursor=9`,
      `POST ${base}/outbox/8%2F9/replay`,
    ]);
    expect(calls[1].headers.get('authorization')).toBe('Bearer a-token');
    await expect(calls[4].json()).resolves.toEqual({ to: 'qa' });
  });

  it('throws an error that says what changed', async () => {
    const { client } = answer(
      {
        error: {
          name: 'ConflictError',
          message: 'Something changed since you looked',
          code: 'changed-since-seen',
          changed: [
            { field: 'from', actual: 'a:2' },
            { field: 'manifest', expected: 'one', actual: 'two' },
          ],
        },
      },
      { status: 409 },
    );
    const error = await client
      .promote('component:payments', { to: 'qa' })
      .catch(caught => caught);
    expect(error).toBeInstanceOf(DeployApiError);
    expect(error).toMatchObject({
      status: 409,
      code: 'changed-since-seen',
      changed: [
        { field: 'from', actual: 'a:2' },
        { field: 'manifest', expected: 'one', actual: 'two' },
      ],
    });
  });

  it('throws an error for an answer that is not of the API', async () => {
    const { client } = answer('<html>Bad gateway</html>', {
      status: 502,
      statusText: 'Bad Gateway',
    });
    await expect(client.getEnvironments()).rejects.toMatchObject({
      message: 'The deploy API answered 502 Bad Gateway',
      code: 'unknown',
    });
  });

  describe('without an answer', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    function neverAnswering() {
      const signals: AbortSignal[] = [];
      const client = new DeployClient({
        baseUrl: async () => 'http://localhost/api/deploy',
        fetch: (_input, init) =>
          new Promise((_resolve, reject) => {
            const { signal } = init ?? {};
            if (signal) {
              signals.push(signal);
              signal.addEventListener('abort', () => reject(signal.reason));
            }
          }),
      });
      return { client, signals };
    }

    it('gives up after half a minute, and says that nobody knows', async () => {
      const { client, signals } = neverAnswering();
      const failure = client
        .promote('component:payments', { to: 'qa' })
        .catch(error => error);
      await jest.advanceTimersByTimeAsync(29_999);
      expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
      await jest.advanceTimersByTimeAsync(1);
      expect(await failure).toMatchObject({
        name: 'DeployApiError',
        status: 504,
        code: 'unavailable',
        message: 'The deploy API did not answer within 30 seconds',
      });
    });

    it('gives up with its caller before, and keeps no timer', async () => {
      const { client } = neverAnswering();
      const controller = new AbortController();
      const failure = client
        .getEnvironments({ signal: controller.signal })
        .catch(error => error);
      await jest.advanceTimersByTimeAsync(10);
      controller.abort('left');
      expect(await failure).toBe('left');
      expect(jest.getTimerCount()).toBe(0);
    });
  });
});
