import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { MeasuredIngestor, METRICS, observeIngestors } from './metrics';

describe('observeIngestors', () => {
  it('reads off what each replica knows, by provider and cluster', () => {
    const metrics = metricsServiceMock.mock();
    const gauges = new Map<string, (result: unknown) => void>();
    metrics.createObservableGauge.mockImplementation(name => ({
      addCallback: callback => {
        gauges.set(name, callback as (result: unknown) => void);
      },
      removeCallback: () => {},
    }));
    const problem = { path: 'spec', reason: 'is bad' };
    const leader: MeasuredIngestor = {
      id: 'default',
      leading: true,
      clusters: () => [
        {
          cluster: 'platform',
          stale: false,
          lastListedAt: new Date().toISOString(),
          templates: 3,
          resources: 4,
          problems: [
            { xrd: 'a', ...problem },
            { xrd: 'a', ...problem },
            { xrd: 'b', ...problem },
          ],
          watches: { open: 6, total: 7 },
          restarts: 9,
        },
      ],
    };
    const follower = { id: 'second', leading: false, clusters: () => [] };
    observeIngestors(metrics, [leader, follower]);

    const read = (name: string) => {
      const seen: unknown[] = [];
      gauges.get(name)?.({
        observe: (value: number, attributes: object) =>
          seen.push([value, attributes]),
      });
      return seen;
    };
    const where = { provider: 'default', cluster: 'platform' };
    expect(read(METRICS.entities)).toEqual([
      [3, { ...where, kind: 'Template' }],
      [4, { ...where, kind: 'Resource' }],
    ]);
    expect(read(METRICS.problems)).toEqual([[2, where]]);
    expect(read(METRICS.openWatches)).toEqual([[6, where]]);
    expect(read(METRICS.watchRestarts)).toEqual([[9, where]]);
    expect(read(METRICS.staleness)).toEqual([[expect.any(Number), where]]);
    expect(read(METRICS.leader)).toEqual([
      [1, { provider: 'default' }],
      [0, { provider: 'second' }],
    ]);
  });
});
