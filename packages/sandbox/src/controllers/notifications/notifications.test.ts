import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import {
  namespace,
  startTestWorld,
  TestWorld,
} from '../__testUtils__/testWorld';
import { isTriggered } from '../argocd/trigger';

jest.setTimeout(60_000);

const by = { fieldManager: 'test' };
const token = 'the secret of the receiver';

interface Received {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Somebody who gets notifications, and refuses the first ones. */
async function listen(refusals = 0) {
  const received: Received[] = [];
  let refused = 0;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) {
      body += chunk;
    }
    if (refused < refusals) {
      refused += 1;
      response.writeHead(503).end();
      return;
    }
    received.push({ path: request.url ?? '', headers: request.headers, body });
    response.writeHead(202).end();
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    refused: () => refused,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}

const secret = (space: string, name: string, data: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: space },
  type: 'Opaque',
  data: Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      Buffer.from(value).toString('base64'),
    ]),
  ),
});

const configMap = (name: string, value: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'team' },
  data: { value },
});

describe('notifications', () => {
  let world: TestWorld;
  let receiver: Awaited<ReturnType<typeof listen>>;
  beforeEach(async () => {
    world = await startTestWorld();
    receiver = await listen(1);
  });
  afterEach(async () => {
    await world.close();
    await receiver.close();
  });

  it('of Flux are signed, repeated while they are refused, and sent once for each change', async () => {
    const { platform, repositories } = world;
    const first = repositories.commit('orders', {
      'namespaces/team/namespace.yaml': namespace('team'),
    });
    platform.apply(namespace('flux-system'), by);
    platform.apply(secret('flux-system', 'portal', { token }), by);
    const inFlux = (
      kind: string,
      name: string,
      spec: Record<string, unknown>,
    ) => ({
      apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
      kind,
      metadata: { name, namespace: 'flux-system' },
      spec,
    });
    platform.apply(
      inFlux('Provider', 'portal', {
        type: 'generic-hmac',
        address: `${receiver.url}/flux`,
        secretRef: { name: 'portal' },
      }),
      by,
    );
    platform.apply(
      inFlux('Alert', 'portal', {
        providerRef: { name: 'portal' },
        eventSources: [{ kind: 'Kustomization', name: '*' }],
      }),
      by,
    );
    platform.apply(
      {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'GitRepository',
        metadata: { name: 'orders', namespace: 'flux-system' },
        spec: {
          url: repositories.url('orders'),
          interval: '1m',
          ref: { branch: 'main' },
        },
      },
      by,
    );
    platform.apply(
      {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata: { name: 'orders', namespace: 'flux-system' },
        spec: {
          interval: '1m',
          path: './namespaces',
          prune: true,
          sourceRef: { kind: 'GitRepository', name: 'orders' },
        },
      },
      by,
    );
    await world.settle();
    expect(receiver.refused()).toBe(1);
    const [message] = receiver.received.slice(-1);
    expect(message.path).toBe('/flux');
    expect(message.headers['x-signature']).toBe(
      `sha256=${createHmac('sha256', token)
        .update(message.body)
        .digest('hex')}`,
    );
    expect(JSON.parse(message.body)).toMatchObject({
      involvedObject: {
        kind: 'Kustomization',
        namespace: 'flux-system',
        name: 'orders',
      },
      severity: 'info',
      reason: 'ReconciliationSucceeded',
      metadata: { revision: `main@sha1:${first}` },
      reportingController: 'kustomize-controller',
    });
    const before = receiver.received.length;
    await world.settle();
    expect(receiver.received).toHaveLength(before);

    const second = repositories.commit('orders', {
      'namespaces/team/one.yaml': configMap('one', '1'),
    });
    await world.settle();
    expect(receiver.received.at(-1)?.body).toContain(second);
  });

  it('of Argo CD follow triggers, templates and subscriptions', async () => {
    const { platform, repositories } = world;
    repositories.commit('idp-orders', {
      'deploy/one.yaml': configMap('one', '1'),
    });
    for (const name of ['argocd', 'team']) {
      platform.apply(namespace(name), by);
    }
    platform.apply(
      secret('argocd', 'argocd-notifications-secret', { token }),
      by,
    );
    platform.apply(
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'argocd-notifications-cm', namespace: 'argocd' },
        data: {
          'service.webhook.portal': `url: ${receiver.url}/argocd\nheaders:\n  - name: Authorization\n    value: Bearer $token\n  - name: Content-Type\n    value: application/json\n`,
          'template.portal':
            'webhook:\n  portal:\n    method: POST\n    body: |\n      {"application": "{{.app.metadata.name}}", "revision": "{{.app.status.sync.revision}}"}\n',
          'trigger.on-deployed':
            "- when: app.status.operationState != nil and app.status.operationState.phase in ['Succeeded'] and app.status.health.status == 'Healthy'\n  oncePer: app.status.sync.revision\n  send: [portal]\n",
          subscriptions:
            '- recipients: [webhook:portal]\n  triggers: [on-deployed]\n',
        },
      },
      by,
    );
    platform.apply(
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: { name: 'apps', namespace: 'argocd' },
        spec: {
          sourceRepos: [`${repositories.baseUrl}/sandbox/idp-*`],
          destinations: [{ name: 'in-cluster', namespace: '*' }],
        },
      },
      by,
    );
    platform.apply(
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'idp-orders', namespace: 'argocd' },
        spec: {
          project: 'apps',
          source: {
            repoURL: repositories.url('idp-orders'),
            path: 'deploy',
            targetRevision: 'main',
          },
          destination: { name: 'in-cluster', namespace: 'team' },
          syncPolicy: { automated: { prune: true, selfHeal: true } },
        },
      },
      by,
    );
    await world.settle();
    expect(receiver.received).toHaveLength(1);
    const [message] = receiver.received;
    expect(message.path).toBe('/argocd');
    expect(message.headers.authorization).toBe(`Bearer ${token}`);
    expect(JSON.parse(message.body)).toEqual({
      application: 'idp-orders',
      revision: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    await world.settle();
    expect(receiver.received).toHaveLength(1);
    repositories.commit('idp-orders', {
      'deploy/one.yaml': configMap('one', '2'),
    });
    await world.settle();
    expect(receiver.received).toHaveLength(2);
  });
});

describe('isTriggered', () => {
  const app = { status: { health: { status: 'Healthy' } } };

  it('knows what the catalog of triggers says', () => {
    expect(isTriggered("app.status.health.status == 'Healthy'", app)).toBe(
      true,
    );
    expect(isTriggered("app.status.health.status != 'Healthy'", app)).toBe(
      false,
    );
    expect(
      isTriggered("app.status.health.status in ['Degraded', 'Healthy']", app),
    ).toBe(true);
    expect(isTriggered('app.status.operationState != nil', app)).toBe(false);
    expect(
      isTriggered(
        "app.status.operationState?.phase == nil and app.status.health.status == 'Missing'",
        app,
      ),
    ).toBe(false);
    expect(() => isTriggered('time.Now() > 1', app)).toThrow('not supported');
  });
});
