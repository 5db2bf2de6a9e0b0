import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { testImage } from '../__testUtils__/newOperation';
import { startDeployBackend } from '../__testUtils__/startDeployBackend';
import { pushOf } from './__testUtils__/createWebhookWorld';
import { SECRET, sign } from './__testUtils__/sign';

jest.setTimeout(60_000);

const view = '/api/deploy/entities/component/default/payments';
const webhooks = {
  github: { secrets: [SECRET] },
  argocd: { secrets: [SECRET.replaceAll(' ', '-')] },
  worker: { pollInterval: '20ms', maxAttempts: 1 },
};

type Backend = Awaited<ReturnType<typeof startDeployBackend>>;

function push({ server }: Backend, body: object | string, secret = SECRET) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return request(server)
    .post('/api/deploy/webhooks/github')
    .set('Content-Type', 'application/json')
    .set('X-GitHub-Event', 'push')
    .set('X-GitHub-Delivery', randomUUID())
    .set('X-Hub-Signature-256', sign(text, secret))
    .send(text);
}

async function inbox({ server }: Backend, query = '') {
  const response = await request(server).get(
    `/api/deploy/webhooks/inbox${query}`,
  );
  expect(response.status).toBe(200);
  return response.body;
}

/** Looks at the inbox again and again until nothing is due. */
async function waitForInbox(backend: Backend) {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const answer = await inbox(backend);
    if (answer.items.every(({ state }: { state: string }) => state !== 'due')) {
      return answer;
    }
  }
  throw new Error('The inbox was not worked on');
}

describe('webhooks of a running backend', () => {
  it('need no sign-in, and make the portal look', async () => {
    const backend = await startDeployBackend({
      // So long that nobody looks for another reason.
      deploy: { webhooks, stateMaxAge: '1h' },
    });
    const desired = async () => {
      const response = await request(backend.server).get(view);
      return response.body.environments[1].state.desired?.version;
    };
    const before = await desired();
    backend.git.write('environments/qa', testImage(7));
    const answer = await push(backend, pushOf('environments/qa')).unset(
      'Authorization',
    );
    expect([answer.status, answer.body]).toEqual([202, { result: 'stored' }]);
    const { items } = await waitForInbox(backend);
    expect(items).toEqual([
      expect.objectContaining({
        source: 'github',
        event: 'push',
        about: 'acme/idp-payments',
        outcome: 'hinted',
      }),
    ]);
    let seen = before;
    for (let attempt = 0; attempt < 1000 && seen !== 'sha-0707070'; attempt++) {
      seen = await desired();
    }
    expect(seen).toBe('sha-0707070');

    const argocd = await request(backend.server)
      .post('/api/deploy/webhooks/argocd')
      .set('Authorization', `Bearer ${webhooks.argocd.secrets[0]}`)
      .send({ application: 'idp-payments-qa' });
    expect(argocd.status).toBe(202);
  });

  it('D6: are not there without a secret, and the log says so', async () => {
    const backend = await startDeployBackend({ deploy: { webhooks } });
    for (const source of ['flux', 'ci', 'slack', 'github/x']) {
      const response = await request(backend.server)
        .post(`/api/deploy/webhooks/${source}`)
        .set('X-Signature', sign('{}'))
        .send('{}');
      expect([401, 404]).toContain(response.status);
    }
    expect((await inbox(backend)).items).toEqual([]);
  });

  it('D5, D7: are refused as errors of the API, with a code', async () => {
    const backend = await startDeployBackend({ deploy: { webhooks } });
    const forged = await push(backend, pushOf('deploy'), 'not the secret');
    expect(forged.status).toBe(401);
    expect(forged.body.error).toMatchObject({
      name: 'AuthenticationError',
      code: 'bad-signature',
    });
    const broken = await push(backend, '{"a":');
    expect(broken.status).toBe(400);
    expect(broken.body.error.code).toBe('bad-body');
    const form = await push(backend, '{}').set('Content-Type', 'text/plain');
    expect(form.status).toBe(415);
    expect(form.body.error.code).toBe('wrong-content-type');
    const large = await push(backend, `"${'x'.repeat(2_000_000)}"`);
    expect(large.status).toBe(413);
    expect(large.body.error.code).toBe('body-too-large');
    expect(JSON.stringify(forged.body)).not.toContain(SECRET);
  });

  it('D10: that were given up are replayed by who may, and by nobody else', async () => {
    const backend = await startDeployBackend({ deploy: { webhooks } });
    await push(backend, { repository: 'no repository' });
    await waitForInbox(backend);
    const { items, status } = await inbox(backend, '?state=dead');
    expect(status).toMatchObject({ due: 0, dead: 1 });
    const path = `/api/deploy/webhooks/inbox/${items[0].id}/replay`;
    backend.denied.add('deploy.webhooks.manage');
    const refused = await request(backend.server).post(path);
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toContain('deploy.webhooks.manage');
    const hidden = await request(backend.server).get(
      '/api/deploy/webhooks/inbox',
    );
    expect(hidden.status).toBe(403);

    backend.denied.clear();
    const replayed = await request(backend.server).post(path);
    expect(replayed.status).toBe(202);
    expect(replayed.body).toMatchObject({ state: 'due', attempts: 0 });
    for (const id of ['999', '0', 'x', "1'"]) {
      const missing = await request(backend.server).post(
        `/api/deploy/webhooks/inbox/${encodeURIComponent(id)}/replay`,
      );
      expect(missing.status).toBe(404);
    }
    const bad = await request(backend.server).get(
      '/api/deploy/webhooks/inbox?limit=1000',
    );
    expect(bad.status).toBe(400);
    expect(
      backend.events.filter(({ eventId }) => eventId === 'webhook-replay'),
    ).toHaveLength(6);
  });
});
