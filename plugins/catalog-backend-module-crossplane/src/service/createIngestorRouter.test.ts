import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import express from 'express';
import { Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { createIngestorRouter } from './createIngestorRouter';

describe('createIngestorRouter', () => {
  const refresh = jest.fn(async () => {});
  const cluster = {
    cluster: 'platform',
    stale: false,
    templates: 1,
    resources: 2,
    problems: [],
  };
  let server: Server;

  beforeAll(async () => {
    const application = express();
    application.use(
      createIngestorRouter({
        ingestors: [
          {
            id: 'default',
            warnings: ['two keys differ'],
            clusterNames: ['platform'],
            refresh,
            status: async () => ({
              clusters: [cluster],
              leader: { provider: 'default', holder: 'one' },
            }),
          },
        ],
        httpAuth: mockServices.httpAuth(),
      }),
    );
    application.use(mockErrorHandler());
    await new Promise<void>(resolve => {
      server = application.listen(0, '127.0.0.1', () => resolve());
    });
  });

  afterAll(() => new Promise(resolve => server.close(resolve)));

  function ask(
    path: string,
    options: { authorization?: string; body?: unknown } = {},
  ) {
    const { port } = server.address() as AddressInfo;
    const { authorization = mockCredentials.service.header(), body } = options;
    return fetch(`http://127.0.0.1:${port}/crossplane/ingestor/${path}`, {
      method: path === 'refresh' ? 'POST' : 'GET',
      headers: {
        Authorization: authorization,
        'Content-Type': 'application/json',
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  it('answers other backends', async () => {
    const answer = await ask('status');
    expect(await answer.json()).toEqual({
      clusters: [cluster],
      leaders: [{ provider: 'default', holder: 'one' }],
      warnings: [{ provider: 'default', message: 'two keys differ' }],
    });
  });

  it('lists one cluster or all of them again', async () => {
    expect((await ask('refresh')).status).toBe(202);
    expect(refresh).toHaveBeenLastCalledWith(undefined);
    expect(
      (await ask('refresh', { body: { cluster: 'platform' } })).status,
    ).toBe(202);
    expect(refresh).toHaveBeenLastCalledWith(['platform']);

    const unknown = await ask('refresh', { body: { cluster: 'other' } });
    expect(unknown.status).toBe(404);
    expect(JSON.stringify(await unknown.json())).toContain(
      "No ingestor reads a cluster 'other'",
    );
    expect((await ask('refresh', { body: { cluster: 7 } })).status).toBe(400);
    expect(refresh).toHaveBeenCalledTimes(2);
  });

  it.each(['status', 'refresh'])(
    'refuses users and strangers, %s',
    async path => {
      refresh.mockClear();
      const user = mockCredentials.user.header();
      expect((await ask(path, { authorization: user })).status).toBe(403);
      const nobody = mockCredentials.none.header();
      expect((await ask(path, { authorization: nobody })).status).toBe(401);
      expect(refresh).not.toHaveBeenCalled();
    },
  );
});
