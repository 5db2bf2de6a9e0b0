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
          changed: [{ field: 'from', expected: 'a:1', actual: 'a:2' }],
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
      changed: [{ field: 'from', expected: 'a:1', actual: 'a:2' }],
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
});
