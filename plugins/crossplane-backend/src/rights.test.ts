import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  OrderPreview,
  OrderStatus,
} from '@openportal/plugin-crossplane-common';
import { AuditProxy, startAuditProxy } from '@openportal/sandbox';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { eventually } from './__testUtils__/eventually';
import { ADMINISTRATOR, Rig, startRig } from './__testUtils__/startRig';
import { submitOrder } from './__testUtils__/submitOrder';

jest.setTimeout(240_000);

const XRD = 'dnsrecords.network.openportal.dev';
const ORDER = `/orders/platform/team-alpha/${XRD}`;
/** Group and plural in the path of a request for objects; discovery is none. */
const OBJECTS =
  /^\/(?:api|apis\/([^/]+))\/[^/]+(?:\/namespaces\/[^/]+)?\/([^/]+)/;

/** The objects of a file in platform/rbac. */
function readRights(file: string): object[] {
  const path = join(
    resolvePackagePath('@openportal/plugin-crossplane-backend'),
    '../../platform/rbac',
    file,
  );
  return parseAllDocuments(readFileSync(path, 'utf8')).map(document =>
    document.toJSON(),
  );
}

/** The role that the README of the rights asks for, for the other groups of a cluster. */
const otherGroups = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: {
    name: 'openportal-crossplane-others',
    labels: { 'rbac.openportal.dev/aggregate-to-crossplane': 'true' },
  },
  rules: [
    {
      apiGroups: [
        'apps.openportal.dev',
        'data.openportal.dev',
        'dns.sandbox.example',
      ],
      resources: ['*'],
      verbs: ['get', 'list', 'watch'],
    },
  ],
};

describe('the rights in platform/rbac', () => {
  let rig: Rig;
  let proxy: AuditProxy;

  async function start(...files: string[]) {
    rig = await startRig({
      prepare: async ({ clusters: { platform } }) => {
        for (const right of [...files.flatMap(readRights), otherGroups]) {
          platform.objects.apply(JSON.parse(JSON.stringify(right)), {
            fieldManager: 'test',
          });
        }
        proxy = await startAuditProxy(platform.url);
        return {
          token: platform.createToken('openportal', 'openportal-crossplane'),
          url: proxy.url,
        };
      },
    });
    await rig.sandbox.idle();
  }

  afterEach(async () => {
    await rig?.close();
    await proxy?.close();
  });

  async function order(name: string, annotations?: Record<string, string>) {
    const { merge } = await submitOrder(rig.sandbox, {
      name,
      spec: { name, type: 'A', value: '192.0.2.1' },
      annotations,
    });
    await merge();
    return eventually(async () => {
      const status: OrderStatus = (await rig.get(`${ORDER}/${name}`)).body;
      expect(status.state).toBe(annotations ? 'failed' : 'ready');
      return status;
    });
  }

  const preview = async (name: string, operation?: string) => {
    const response = await rig.post('/orders/preview', {
      cluster: 'platform',
      xrd: XRD,
      namespace: 'team-alpha',
      name,
      operation,
      spec: { name: 'www', type: 'A', value: '192.0.2.9' },
    });
    expect(response.status).toBe(200);
    return response.body as OrderPreview;
  };

  const writes = () =>
    proxy.requests.filter(
      ({ verb }) => !['get', 'list', 'watch'].includes(verb),
    );

  /** What was asked, each once, as a rule of RBAC has it: `list pkg.crossplane.io/providers`. */
  const asked = () =>
    [
      ...new Set(
        proxy.requests.flatMap(({ verb, path }) => {
          const [, group = '', plural] = OBJECTS.exec(path) ?? [];
          return plural ? `${verb} ${group}/${plural}` : [];
        }),
      ),
    ].sort();

  it('are enough for status, tree, events and providers', async () => {
    await start('crossplane.yaml');
    const ready = await order('www');
    expect(ready.layers.map(({ state }) => state)).not.toContain('unknown');
    expect(ready.composition?.steps).toMatchObject([{ healthy: true }]);
    const failed = await order('refused', {
      'sandbox.openportal.dev/fail': 'provider',
    });
    expect(failed.failure).toMatchObject({ layer: 'providers' });
    for (const path of [
      '/orders?cluster=platform',
      '/namespaces?cluster=platform',
      `${ORDER}/www/form`,
      `${ORDER}/www/revisions`,
      `/troubleshoot?xrd=${XRD}&cluster=platform`,
    ]) {
      expect((await rig.get(path, ADMINISTRATOR)).status).toBe(200);
    }
    expect(proxy.requests.filter(({ status }) => status === 403)).toEqual([]);
    expect(writes()).toEqual([]);
    expect(asked()).toEqual([
      'get apiextensions.crossplane.io/compositeresourcedefinitions',
      'get apiextensions.crossplane.io/compositions',
      'get apiextensions.k8s.io/customresourcedefinitions',
      'get dns.sandbox.example/records',
      'get network.openportal.dev/dnsrecords',
      'list /events',
      'list /namespaces',
      'list apiextensions.crossplane.io/compositeresourcedefinitions',
      'list apps.openportal.dev/whoamis',
      'list data.openportal.dev/databases',
      'list kustomize.toolkit.fluxcd.io/kustomizations',
      'list network.openportal.dev/dnsrecords',
      'list pkg.crossplane.io/functions',
      'list pkg.crossplane.io/providers',
      'list source.toolkit.fluxcd.io/gitrepositories',
    ]);
  });

  it('let no order be tried in the cluster unless that is added', async () => {
    await start('crossplane.yaml');
    expect((await preview('new')).notChecked).toMatch(/403|cannot create/);
    expect(writes()).toMatchObject([
      { verb: 'create', isDryRun: true, status: 403 },
    ]);
  });

  it('let new orders and changes be tried with crossplane-dry-run.yaml', async () => {
    await start('crossplane.yaml', 'crossplane-dry-run.yaml');
    await order('www');
    for (const answer of [
      await preview('new'),
      await preview('www', 'update'),
    ]) {
      expect(answer.problems).toEqual([]);
      expect(answer).not.toHaveProperty('notChecked');
    }
    expect(writes()).toMatchObject([
      { verb: 'create', isDryRun: true, status: 201 },
      { verb: 'patch', isDryRun: true, status: 200 },
    ]);
    expect(proxy.requests.filter(({ status }) => status === 403)).toEqual([]);
    const { objects } = rig.sandbox.clusters.platform;
    const read = (name: string) =>
      objects.get({
        apiVersion: 'network.openportal.dev/v1alpha1',
        kind: 'DNSRecord',
        namespace: 'team-alpha',
        name,
      });
    expect(read('new')).toBeUndefined();
    expect(read('www')?.spec).toMatchObject({ value: '192.0.2.1' });
  });
});
