import { TestDatabases } from '@backstage/backend-test-utils';
import { startSandbox } from '@openportal/sandbox';
import { eventually } from '../__testUtils__/eventually';
import { dnsRecordXrd } from '../__testUtils__/objects';
import { RecordedCatalog } from '../__testUtils__/RecordedCatalog';
import { sandboxClusters, startIngestor } from '../__testUtils__/startIngestor';
import { LeaseStore } from '../store/LeaseStore';
import { IngestorSession } from './IngestorSession';

jest.setTimeout(120_000);

describe('CrossplaneIngestor while nothing happens', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  it('describes the clusters for followers when something changed, and seldom otherwise', async () => {
    const sandbox = await startSandbox({ seed: 'minimal', tempo: 20 });
    const apply = (plural: string) =>
      sandbox.clusters.platform.objects.apply(
        JSON.parse(JSON.stringify(dnsRecordXrd({ plural }))),
        { fieldManager: 'test' },
      );
    apply('dnsrecords');
    const knex = await databases.init('SQLITE_3');
    const catalog = new RecordedCatalog();
    const ingestor = await startIngestor({
      knex,
      catalog,
      clusters: sandboxClusters(sandbox),
      times: { tickMilliseconds: 20 },
    });
    const stored = async () => {
      const rows = await knex('crossplane_clusters')
        .where({ cluster: 'platform' })
        .select('status');
      return JSON.parse(rows[0]?.status ?? '{}').templates;
    };
    const renewals = jest.spyOn(LeaseStore.prototype, 'renew');
    const descriptions = jest.spyOn(IngestorSession.prototype, 'status');
    try {
      await eventually(async () => expect(await stored()).toBe(1));
      await eventually(() =>
        expect(ingestor.clusters().every(({ watches }) => watches?.open)).toBe(
          true,
        ),
      );
      renewals.mockClear();
      descriptions.mockClear();
      await eventually(() =>
        expect(renewals.mock.calls.length).toBeGreaterThan(120),
      );
      // Every sixth, and some for what the start still had to tell.
      expect(
        descriptions.mock.calls.length / renewals.mock.calls.length,
      ).toBeLessThan(0.28);

      apply('zones');
      await eventually(async () => expect(await stored()).toBe(2));
    } finally {
      renewals.mockRestore();
      descriptions.mockRestore();
      await ingestor.stop();
      await sandbox.close();
    }
  });
});
