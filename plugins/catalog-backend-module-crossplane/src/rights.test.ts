import { TestDatabases } from '@backstage/backend-test-utils';
import { Sandbox } from '@openportal/sandbox';
import { eventually } from './__testUtils__/eventually';
import { dnsRecord, dnsRecordXrd } from './__testUtils__/objects';
import {
  IngestorWithRights,
  readRights,
  startWithRights,
} from './__testUtils__/startWithRights';

jest.setTimeout(120_000);

const PLATFORM = 'crossplane:default:platform';
const KINDS = '/apis/network.openportal.dev/v1alpha1';
const DEFINITIONS = 'compositeresourcedefinitions';

/** What is asked of every cluster with Crossplane. */
const common = (version: 'v1' | 'v2', ...plurals: string[]) =>
  [
    'get /apis',
    ...['list', 'watch'].flatMap(verb => [
      `${verb} /api/v1/namespaces`,
      `${verb} /apis/apiextensions.crossplane.io/v1/compositions`,
      `${verb} /apis/apiextensions.crossplane.io/${version}/${DEFINITIONS}`,
      ...plurals.map(plural => `${verb} ${KINDS}/${plural}`),
    ]),
  ].sort();

const teamAlpha = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'team-alpha',
    annotations: { 'terasky.backstage.io/owner': 'team-alpha' },
  },
};

/** A cluster with a Crossplane that does not know the second version of its API. */
function serveOnlyV1({ clusters }: Sandbox): void {
  const { objects } = clusters.platform;
  const definition = objects.get({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    name: `${DEFINITIONS}.apiextensions.crossplane.io`,
  });
  if (!definition) {
    throw new Error('The cluster knows no XRDs');
  }
  const changed = structuredClone(definition);
  const { versions } = changed.spec as {
    versions: Array<{ name: string; served: boolean }>;
  };
  for (const version of versions) {
    version.served = version.name !== 'v2';
  }
  objects.update(changed);
}

describe('the rights in platform/rbac/crossplane.yaml', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let running: IngestorWithRights;

  async function start(
    prepare: Parameters<typeof startWithRights>[0]['prepare'],
    rights?: object[],
  ): Promise<IngestorWithRights> {
    const knex = await databases.init('SQLITE_3');
    running = await startWithRights({ knex, prepare, rights });
    return running;
  }

  const resources = (...titles: string[]) =>
    eventually(() =>
      expect(running.catalog.titles(PLATFORM, 'Resource')).toEqual(titles),
    );

  // Watches begin after their lists; what comes on top of what is expected stays.
  const asked = (expected: string[]) =>
    eventually(() => expect(running.asked()).toEqual(expected));

  afterEach(async () => {
    await running?.close();
  });

  it('are all that the ingestor asks for, and enough', async () => {
    const { ingestor, catalog, apply } = await start(add => {
      add(teamAlpha);
      add(dnsRecordXrd());
    });
    apply(dnsRecord('www'));
    await resources('www');
    await eventually(() =>
      expect(catalog.entities(PLATFORM, 'Resource')[0].spec?.owner).toBe(
        'group:default/team-alpha',
      ),
    );
    await ingestor.refresh();
    apply(dnsRecord('mail'));
    await resources('mail', 'www');
    expect((await ingestor.status()).clusters[0]).toMatchObject({
      stale: false,
      watches: { total: 4 },
    });
    expect(
      running.proxy.requests.filter(({ status }) => status !== 200),
    ).toEqual([]);
    await asked(common('v2', 'dnsrecords'));
  });

  it('are enough for a cluster with the first API of Crossplane, and for claims', async () => {
    const { apply } = await start((add, sandbox) => {
      serveOnlyV1(sandbox);
      add(teamAlpha);
      add({
        ...dnsRecordXrd({
          plural: 'xdnsrecords',
          spec: {
            scope: undefined,
            names: { kind: 'XDNSRecord', plural: 'xdnsrecords' },
            claimNames: { kind: 'DNSRecord', plural: 'dnsrecords' },
          },
        }),
        apiVersion: 'apiextensions.crossplane.io/v1',
      });
    });
    apply(dnsRecord('www'));
    await resources('www');
    expect(running.denied()).toEqual([]);
    await asked(common('v1', 'dnsrecords'));
  });

  it('are enough for resources that live in no namespace', async () => {
    const { apply } = await start(add =>
      add(dnsRecordXrd({ spec: { scope: 'Cluster' } })),
    );
    const { metadata, ...record } = dnsRecord('zone');
    apply({ ...record, metadata: { name: metadata.name } });
    await resources('zone');
    expect(running.denied()).toEqual([]);
    await asked(common('v2', 'dnsrecords'));
  });

  it('are enough to list anew after 410', async () => {
    const { apply, platform, proxy } = await start(add => {
      add(teamAlpha);
      add(dnsRecordXrd());
    });
    apply(dnsRecord('www'));
    await resources('www');
    const lists = () =>
      proxy.requests.filter(
        ({ verb, path }) => verb === 'list' && path === `${KINDS}/dnsrecords`,
      ).length;
    const before = lists();
    platform.compact();
    apply(dnsRecord('mail'));
    platform.dropWatches();
    await resources('mail', 'www');
    await eventually(() => expect(lists()).toBeGreaterThan(before));
    expect(running.denied()).toEqual([]);
    await asked(common('v2', 'dnsrecords'));
  });

  it('lead to no other requests where a part of them is missing', async () => {
    const { apply, catalog, ingestor } = await start(
      add => {
        add(teamAlpha);
        add(dnsRecordXrd());
      },
      readRights().filter(
        right => !JSON.stringify(right).includes('network.openportal.dev'),
      ),
    );
    apply(dnsRecord('www'));
    await eventually(async () => {
      expect(catalog.titles(PLATFORM, 'Template')).toEqual([
        'DNSRecord v1.0.2',
      ]);
      expect((await ingestor.status()).clusters[0].error).toMatch(
        /dnsrecords.*403|403.*dnsrecords/,
      );
    });
    expect(running.denied()).toEqual([`list ${KINDS}/dnsrecords`]);
    await asked(
      common('v2', 'dnsrecords').filter(
        line => line !== `watch ${KINDS}/dnsrecords`,
      ),
    );
  });

  it('do not reach further', async () => {
    const { platform } = await start(() => {});
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
