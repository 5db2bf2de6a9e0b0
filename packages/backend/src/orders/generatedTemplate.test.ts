import {
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { toKubeConfig } from '@openportal/kubernetes-node';
import { convertClusters } from '@openportal/plugin-catalog-backend-module-crossplane';
import { Sandbox, startSandbox, toPortalConfig } from '@openportal/sandbox';

jest.setTimeout(180_000);

const name = 'dnsrecords.network.openportal.dev';
const path = 'namespaces/team-alpha/dnsrecords/www.yaml';

const xrd = {
  apiVersion: 'apiextensions.crossplane.io/v2',
  kind: 'CompositeResourceDefinition',
  metadata: {
    name,
    labels: {
      'openportal.dev/version': 'v1.0.2',
      'terasky.backstage.io/generate-form': 'true',
    },
  },
  spec: {
    group: 'network.openportal.dev',
    scope: 'Namespaced',
    names: { kind: 'DNSRecord', plural: 'dnsrecords' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        referenceable: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['type', 'value'],
                properties: {
                  type: { type: 'string', enum: ['A', 'TXT'] },
                  value: { type: 'string', minLength: 1 },
                  ttl: { type: 'integer', default: 300, minimum: 30 },
                },
              },
            },
          },
        },
      },
    ],
  },
};

/** The template exactly as the ingestor hands it to the catalog. */
function generateTemplate() {
  const { entities, problems } = convertClusters(
    [
      {
        cluster: 'platform',
        stale: false,
        definitions: [xrd],
        compositions: [],
        composites: {},
      },
    ],
    {
      annotationPrefix: 'terasky.backstage.io',
      defaultOwner: 'group:default/platform-team',
      ingestAll: false,
      allowForeignOwners: false,
    },
  );
  const template = entities
    .get('platform')
    ?.find(({ kind }) => kind === 'Template');
  if (!template) {
    throw new Error(`The XRD made no template: ${JSON.stringify(problems)}`);
  }
  return template;
}

/** What a form has before its user touches it: the defaults, the hidden ones too. */
function formDefaults(parameters: unknown): Record<string, unknown> {
  const pages: Array<{
    properties?: Record<string, { default?: unknown }>;
  }> = JSON.parse(JSON.stringify(parameters));
  return Object.fromEntries(
    pages.flatMap(({ properties = {} }) =>
      Object.entries(properties).flatMap(([key, field]) =>
        field.default === undefined ? [] : [[key, field.default]],
      ),
    ),
  );
}

describe('a template that the ingestor made, in the scaffolder', () => {
  const template = generateTemplate();
  let sandbox: Sandbox;
  let backend: TestBackend;

  beforeAll(async () => {
    // Jest loads ES modules only while a test runs, and tasks run between two of them.
    await toKubeConfig({
      name: 'preload',
      url: 'http://localhost',
      authentication: { type: 'none' },
      skipTLSVerify: true,
    });
    sandbox = await startSandbox({ seed: 'minimal' });
    sandbox.clusters.platform.objects.apply(xrd, { fieldManager: 'test' });
    backend = await startTestBackend({
      features: [
        import('@backstage/plugin-scaffolder-backend'),
        import('@openportal/plugin-scaffolder-backend-module-idp'),
        catalogServiceMock.factory({ entities: [template] }),
        mockServices.rootConfig.factory({
          data: JSON.parse(JSON.stringify(toPortalConfig(sandbox.endpoints))),
        }),
      ],
    });
  });

  afterAll(async () => {
    await backend?.stop();
    await sandbox?.close();
  });

  async function call(route: string, body?: unknown) {
    const address = backend.server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const response = await fetch(
      `http://localhost:${port}/api/scaffolder/v2${route}`,
      body === undefined
        ? undefined
        : {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify(body),
          },
    );
    const answer = await response.json();
    if (!response.ok) {
      throw new Error(JSON.stringify(answer));
    }
    return answer;
  }

  /** Submits the form, and follows the task to its end. */
  async function submit(values: Record<string, unknown>) {
    const { id } = await call('/tasks', {
      templateRef: `template:default/${template.metadata.name}`,
      values: {
        ...formDefaults(template.spec?.parameters),
        name: 'www',
        namespace: 'team-alpha',
        owner: 'group:default/team-alpha',
        ...values,
      },
    });
    const messages: string[] = [];
    // Answers when there are events after the given one, so nothing is polled in vain.
    for (let after = -1; ; ) {
      const events: Array<{
        id: number;
        type: string;
        body: { output?: unknown; message: string; status?: string };
      }> = await call(`/tasks/${id}/events?after=${after}`);
      messages.push(...events.map(({ body }) => body.message));
      const end = events.find(({ type }) => type === 'completion');
      if (end) {
        const { status } = await call(`/tasks/${id}`);
        return { status, output: end.body.output, log: messages.join('\n') };
      }
      after = events.at(-1)?.id ?? after;
    }
  }

  const file = () =>
    sandbox.github.readFile('sandbox', 'catalog-orders', 'main', path);

  const pullStates = () =>
    sandbox.github.pulls
      .list('sandbox', 'catalog-orders')
      .map(({ state }) => state);

  /** Which file a form is filled from that is opened now. */
  async function fileVersion(): Promise<string> {
    const { apiUrl, token } = sandbox.endpoints.github;
    const response = await fetch(
      `${apiUrl}/repos/sandbox/catalog-orders/contents/${path}`,
      { headers: { Authorization: `Bearer ${token}` } },
    );
    return (await response.json()).sha;
  }

  it('creates once, changes, and refuses a change of a file that somebody changed since', async () => {
    const created = await submit({ spec: { type: 'A', value: '192.0.2.1' } });
    expect(created.log).toContain('Merged');
    expect(created.status).toBe('completed');
    expect(created.output).toEqual({
      links: [
        expect.objectContaining({
          title: 'Follow the order',
          url: `/orders/platform/team-alpha/${name}/www`,
        }),
        expect.objectContaining({
          title: 'Pull request',
          url: expect.stringMatching(/\/sandbox\/catalog-orders\/pull\/1$/),
        }),
      ],
    });
    expect(await file()).toContain('value: "192.0.2.1"');

    const opened = await fileVersion();
    const update = { operation: 'update', fileVersion: opened };
    const changed = await submit({
      ...update,
      spec: { type: 'A', value: '192.0.2.2', ttl: 600 },
    });
    expect(changed.status).toBe('completed');
    expect(changed.output).toEqual({
      links: [
        expect.objectContaining({
          url: `/orders/platform/team-alpha/${name}/www`,
        }),
        expect.objectContaining({
          url: expect.stringMatching(/\/sandbox\/catalog-orders\/pull\/2$/),
        }),
      ],
    });
    const after = await file();
    expect(after).toContain('value: "192.0.2.2"');
    expect(after).toContain('ttl: 600');

    // A second form that was opened before the change, and is submitted after it.
    const late = await submit({
      ...update,
      spec: { type: 'A', value: '192.0.2.3' },
    });
    expect(late.status).toBe('failed');
    expect(late.log).toMatch(
      /ConflictError: Somebody changed order 'www' .* since the form was opened/,
    );

    const twice = await submit({ spec: { type: 'TXT', value: 'again' } });
    expect(twice.status).toBe('failed');
    expect(twice.log).toMatch(/'www' is ordered already/);

    expect(await file()).toBe(after);
    expect(pullStates()).toEqual(['closed', 'closed']);
  });

  it('refuses a form that was made before the fields changed', async () => {
    const { status, log } = await submit({
      name: 'old',
      formVersion: 'v1alpha1:0123456789',
      spec: { type: 'A', value: '192.0.2.1' },
    });
    expect(status).toBe('failed');
    expect(log).toMatch(/the fields of DNSRecord v1alpha1 changed since/);
    expect(
      await sandbox.github.readFile(
        'sandbox',
        'catalog-orders',
        'main',
        path.replace('www', 'old'),
      ),
    ).toBeUndefined();
  });
});
