import { TestDatabases } from '@backstage/backend-test-utils';
import { startSandbox } from '@openportal/sandbox';
import { eventually } from '../__testUtils__/eventually';
import { dnsRecordXrd } from '../__testUtils__/objects';
import { RecordedCatalog } from '../__testUtils__/RecordedCatalog';
import { sandboxClusters, startIngestor } from '../__testUtils__/startIngestor';
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
    // Asked once with every renewal.
    const revisions = jest.spyOn(IngestorSession.prototype, 'revision', 'get');
    const descriptions = jest.spyOn(IngestorSession.prototype, 'status');
    /** By renewal, what the revision was and whether the clusters were described. */
    const renewals = () => {
      const { results, invocationCallOrder } = revisions.mock;
      return results.slice(0, -1).map(({ value }, index) => ({
        revision: value,
        described: descriptions.mock.invocationCallOrder.some(
          order =>
            order > invocationCallOrder[index] &&
            order < invocationCallOrder[index + 1],
        ),
      }));
    };
    try {
      await eventually(async () => expect(await stored()).toBe(1));
      // Two rounds after the one in which the last change was told.
      const quiet = await eventually(() => {
        const latest = renewals().slice(-13);
        expect(latest).toHaveLength(13);
        expect(new Set(latest.map(({ revision }) => revision)).size).toBe(1);
        return latest.slice(1);
      });
      expect(quiet.filter(({ described }) => described)).toHaveLength(2);

      apply('zones');
      await eventually(async () => expect(await stored()).toBe(2));
    } finally {
      revisions.mockRestore();
      descriptions.mockRestore();
      await ingestor.stop();
      await sandbox.close();
    }
  });
});
