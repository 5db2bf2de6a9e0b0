import {
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { toKubeConfig } from '@openportal/kubernetes-node';
import { Sandbox, startSandbox, toPortalConfig } from '@openportal/sandbox';
import { dnsRecordXrd } from './__testUtils__/dnsRecordXrd';

jest.setTimeout(120_000);

/** A template as the ingestor makes it of an XRD. */
const template = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'dnsrecords.network.openportal.dev', namespace: 'default' },
  spec: {
    type: 'crossplane-xr',
    owner: 'group:default/platform-team',
    parameters: [{ title: 'Resource', properties: {} }],
    steps: [
      {
        id: 'order',
        name: 'Order DNSRecord',
        action: 'idp:order:create',
        input: {
          cluster: 'platform',
          xrd: 'dnsrecords.network.openportal.dev',
          version: 'v1alpha1',
          name: '${{ parameters.name }}',
          namespace: '${{ parameters.namespace }}',
          owner: '${{ parameters.owner }}',
          spec: '${{ parameters.spec }}',
        },
      },
    ],
    output: {
      links: [
        { title: 'Order', url: '${{ steps.order.output.orderUrl }}' },
        {
          title: 'Pull request',
          url: '${{ steps.order.output.pullRequestUrl }}',
        },
      ],
    },
  },
};

describe('a template of the ingestor in the scaffolder', () => {
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
    sandbox.clusters.platform.objects.apply(dnsRecordXrd(), {
      fieldManager: 'test',
    });
    backend = await startTestBackend({
      features: [
        import('@backstage/plugin-scaffolder-backend'),
        import('../../index'),
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

  async function call(path: string, body?: unknown) {
    const address = backend.server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const response = await fetch(
      `http://localhost:${port}/api/scaffolder/v2${path}`,
      body === undefined
        ? undefined
        : {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify(body),
          },
    );
    return response.json();
  }

  async function finished(id: string) {
    // Answers when there are events after the given one, so nothing is polled in vain.
    for (let after = -1; ; ) {
      const events: Array<{
        id: number;
        type: string;
        body: { output?: unknown; message: string };
      }> = await call(`/tasks/${id}/events?after=${after}`);
      const end = events.find(({ type }) => type === 'completion');
      if (end) {
        return {
          end,
          log: events.map(({ body }) => body.message).join('\n'),
        };
      }
      after = events.at(-1)?.id ?? after;
    }
  }

  it('orders what the form says, and evaluates nothing in it (A20)', async () => {
    const value = '${{ secrets.TOKEN }} {{ 1 + 1 }}';
    const { id } = await call('/tasks', {
      templateRef: 'template:default/dnsrecords.network.openportal.dev',
      values: {
        name: 'www',
        namespace: 'team-alpha',
        owner: 'group:default/team-alpha',
        spec: { name: 'www', type: 'TXT', value, ttl: 600 },
      },
      secrets: { TOKEN: 'canary' },
    });
    const { end } = await finished(id);
    expect(end.body.output).toEqual({
      links: [
        {
          title: 'Order',
          url: '/orders/platform/team-alpha/dnsrecords.network.openportal.dev/www',
        },
        {
          title: 'Pull request',
          url: expect.stringMatching(/\/sandbox\/catalog-orders\/pull\/1$/),
        },
      ],
    });
    const file = await sandbox.github.readFile(
      'sandbox',
      'catalog-orders',
      'main',
      'namespaces/team-alpha/dnsrecords/www.yaml',
    );
    expect(file).toContain(`value: ${JSON.stringify(value)}`);
    expect(file).toContain('ttl: 600');
    expect(file).not.toContain('canary');
  });
});
