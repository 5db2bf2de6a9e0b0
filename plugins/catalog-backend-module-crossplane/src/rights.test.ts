import { TestDatabases } from '@backstage/backend-test-utils';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { eventually } from './__testUtils__/eventually';
import { dnsRecord, dnsRecordXrd } from './__testUtils__/objects';
import { RecordedCatalog } from './__testUtils__/RecordedCatalog';
import { startAuditProxy } from './__testUtils__/startAuditProxy';
import { startIngestor } from './__testUtils__/startIngestor';
import { CrossplaneIngestor } from './provider/CrossplaneIngestor';

jest.setTimeout(120_000);

const PLATFORM = 'crossplane:default:platform';

const rightsFile = join(
  resolvePackagePath('@openportal/plugin-catalog-backend-module-crossplane'),
  '../../platform/rbac/crossplane.yaml',
);

describe('the rights in platform/rbac/crossplane.yaml', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let sandbox: Sandbox;
  let ingestor: CrossplaneIngestor | undefined;
  let proxy: Awaited<ReturnType<typeof startAuditProxy>> | undefined;

  afterEach(async () => {
    await ingestor?.stop();
    await proxy?.close();
    await sandbox.close();
  });

  it('are all that the ingestor asks for, and enough', async () => {
    sandbox = await startSandbox({ seed: 'minimal', tempo: 20 });
    const { platform } = sandbox.clusters;
    const apply = (object: object) =>
      platform.objects.apply(JSON.parse(JSON.stringify(object)), {
        fieldManager: 'test',
      });
    for (const document of parseAllDocuments(
      readFileSync(rightsFile, 'utf8'),
    )) {
      apply(document.toJSON());
    }
    apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'team-alpha',
        annotations: { 'terasky.backstage.io/owner': 'team-alpha' },
      },
    });
    apply(dnsRecordXrd());
    await sandbox.idle();
    apply(dnsRecord('www'));

    proxy = await startAuditProxy(platform.url);
    const catalog = new RecordedCatalog();
    ingestor = await startIngestor({
      knex: await databases.init('SQLITE_3'),
      catalog,
      clusters: [
        {
          name: 'platform',
          url: proxy.url,
          authentication: {
            type: 'token',
            token: platform.createToken('openportal', 'openportal-crossplane'),
          },
          skipTLSVerify: false,
        },
      ],
    });
    await eventually(() => {
      expect(catalog.titles(PLATFORM, 'Resource')).toEqual(['www']);
      expect(catalog.entities(PLATFORM, 'Resource')[0].spec?.owner).toBe(
        'group:default/team-alpha',
      );
    });
    await ingestor.refresh();
    apply(dnsRecord('mail'));
    await eventually(() =>
      expect(catalog.titles(PLATFORM, 'Resource')).toEqual(['mail', 'www']),
    );
    expect((await ingestor.status()).clusters[0]).toMatchObject({
      stale: false,
      watches: { total: 4 },
    });

    expect(proxy.requests.filter(({ status }) => status !== 200)).toEqual([]);
    const asked = proxy.requests.map(({ verb, path }) => `${verb} ${path}`);
    expect([...new Set(asked)].sort()).toEqual([
      'get /apis',
      'list /api/v1/namespaces',
      'list /apis/apiextensions.crossplane.io/v1/compositions',
      'list /apis/apiextensions.crossplane.io/v2/compositeresourcedefinitions',
      'list /apis/network.openportal.dev/v1alpha1/dnsrecords',
      'watch /api/v1/namespaces',
      'watch /apis/apiextensions.crossplane.io/v1/compositions',
      'watch /apis/apiextensions.crossplane.io/v2/compositeresourcedefinitions',
      'watch /apis/network.openportal.dev/v1alpha1/dnsrecords',
    ]);
  });

  it('do not reach further', async () => {
    sandbox = await startSandbox({ seed: 'minimal', tempo: 20 });
    const { platform } = sandbox.clusters;
    for (const document of parseAllDocuments(
      readFileSync(rightsFile, 'utf8'),
    )) {
      platform.objects.apply(document.toJSON(), { fieldManager: 'test' });
    }
    const token = platform.createToken('openportal', 'openportal-crossplane');
    const statusOf = async (path: string, method = 'GET') =>
      (
        await fetch(`${platform.url}${path}`, {
          method,
          headers: { Authorization: `Bearer ${token}` },
        })
      ).status;
    expect(await statusOf('/api/v1/namespaces')).toBe(200);
    for (const path of [
      '/api/v1/secrets',
      '/api/v1/namespaces/default/secrets',
      '/api/v1/configmaps',
      '/apis/rbac.authorization.k8s.io/v1/clusterroles',
      '/apis/apps/v1/deployments',
    ]) {
      expect(await statusOf(path)).toBe(403);
    }
    expect(await statusOf('/api/v1/namespaces/default', 'DELETE')).toBe(403);
  });
});
