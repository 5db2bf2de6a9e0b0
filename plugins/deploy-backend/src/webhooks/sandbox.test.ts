import { Sandbox, startSandbox } from '@openportal/sandbox';
import request from 'supertest';
import { startDeployBackend } from '../__testUtils__/startDeployBackend';
import { SECRET } from './__testUtils__/sign';

jest.setTimeout(120_000);

const bearer = SECRET.replaceAll(/[ ,]/g, '-');

type Backend = Awaited<ReturnType<typeof startDeployBackend>>;
type Item = { source: string; event: string; about: string; outcome: string };

/** The deliveries that were worked on, as soon as there is one that fits. */
async function waitFor(
  { server }: Backend,
  fits: (item: Item) => boolean,
): Promise<Item> {
  for (let attempt = 0; attempt < 2000; attempt++) {
    const { body } = await request(server).get(
      '/api/deploy/webhooks/inbox?limit=100&state=done',
    );
    const found = body.items.find(fits);
    if (found) {
      return found;
    }
  }
  throw new Error('The delivery did not come');
}

describe('senders as they are', () => {
  let sandbox: Sandbox;
  let backend: Backend;
  let url: string;
  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 'minimal' });
    backend = await startDeployBackend({
      deploy: {
        webhooks: {
          github: { secrets: [SECRET] },
          flux: { secrets: [SECRET] },
          argocd: { secrets: [bearer] },
          worker: { pollInterval: '20ms' },
        },
      },
    });
    url = `http://127.0.0.1:${backend.server.port()}/api/deploy/webhooks`;
  });
  afterAll(() => sandbox.close());

  it('are understood: GitHub', async () => {
    const { github, endpoints } = sandbox;
    const { organization, apiUrl, token } = endpoints.github;
    const response = await fetch(`${apiUrl}/orgs/${organization}/hooks`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}` },
      body: JSON.stringify({
        name: 'web',
        events: ['*'],
        config: { url: `${url}/github`, content_type: 'json', secret: SECRET },
      }),
    });
    expect(response.status).toBe(201);
    await github.createRepository({
      owner: organization,
      name: 'idp-hooked',
      actor: 'platform-engineer',
      visibility: 'private',
    });
    await github.seedCommit({
      owner: organization,
      name: 'idp-hooked',
      message: 'Say hello',
      author: 'developer',
      files: { 'README.md': '# Hello\n' },
    });
    const written = await fetch(
      `${apiUrl}/repos/${organization}/idp-hooked/contents/hello.txt`,
      {
        method: 'PUT',
        headers: { Authorization: `Bearer ${token}` },
        body: JSON.stringify({
          message: 'Say it again',
          content: Buffer.from('Hello').toString('base64'),
        }),
      },
    );
    expect(written.status).toBe(201);
    await expect(
      waitFor(backend, ({ event }) => event === 'ping'),
    ).resolves.toMatchObject({ source: 'github', outcome: 'ignored' });
    await expect(
      waitFor(backend, ({ event }) => event === 'push'),
    ).resolves.toMatchObject({
      about: `${organization}/idp-hooked`,
      // No entity of this portal is there.
      outcome: 'ignored',
    });
  });

  it('are understood: Flux, and Argo CD', async () => {
    const { objects } = sandbox.clusters.platform;
    const by = { fieldManager: 'test' };
    const secret = (
      namespace: string,
      name: string,
      data: Record<string, string>,
    ) =>
      objects.apply(
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name, namespace },
          data: Object.fromEntries(
            Object.entries(data).map(([key, value]) => [
              key,
              Buffer.from(value).toString('base64'),
            ]),
          ),
        },
        by,
      );
    secret('flux-system', 'portal', { token: SECRET });
    const flux = (kind: string, spec: Record<string, unknown>) =>
      objects.apply(
        {
          apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
          kind,
          metadata: { name: 'portal', namespace: 'flux-system' },
          spec,
        },
        by,
      );
    flux('Provider', {
      type: 'generic-hmac',
      address: `${url}/flux`,
      secretRef: { name: 'portal' },
    });
    flux('Alert', {
      providerRef: { name: 'portal' },
      eventSources: [
        { kind: 'Kustomization', name: '*' },
        { kind: 'GitRepository', name: '*' },
      ],
    });
    secret('argocd', 'argocd-notifications-secret', { portal: bearer });
    objects.apply(
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'argocd-notifications-cm', namespace: 'argocd' },
        data: {
          'service.webhook.portal': `url: ${url}/argocd\nheaders:\n  - { name: Authorization, value: Bearer $portal }\n  - { name: Content-Type, value: application/json }\n`,
          'template.portal':
            'webhook:\n  portal:\n    method: POST\n    body: \'{"application": "{{.app.metadata.name}}"}\'\n',
          'trigger.portal':
            "- { when: app.status.health.status != 'Paused', send: [portal] }\n",
          subscriptions:
            '- { recipients: [webhook:portal], triggers: [portal] }\n',
        },
      },
      by,
    );
    objects.apply(
      {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata: { name: 'payments-qa', namespace: 'flux-system' },
        spec: {
          interval: '1m',
          path: './nowhere',
          prune: true,
          sourceRef: { kind: 'GitRepository', name: 'nothing' },
        },
      },
      by,
    );
    objects.apply(
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'idp-payments-qa', namespace: 'argocd' },
        spec: {
          project: 'nothing',
          source: { repoURL: 'http://localhost:1/x', path: '.' },
          destination: { name: 'in-cluster', namespace: 'x' },
        },
      },
      by,
    );
    await expect(
      waitFor(backend, ({ source }) => source === 'argocd'),
    ).resolves.toMatchObject({ about: 'idp-payments-qa', outcome: 'hinted' });
    await expect(
      waitFor(backend, ({ about }) => about.endsWith('/payments-qa')),
    ).resolves.toMatchObject({ source: 'flux', outcome: 'hinted' });
  });
});
