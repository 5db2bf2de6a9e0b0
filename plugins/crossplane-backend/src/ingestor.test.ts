import {
  IngestorStatus,
  TroubleshootReport,
} from '@openportal/plugin-crossplane-common';
import request from 'supertest';
import { catalogStandIn } from './__testUtils__/catalogStandIn';
import { eventually } from './__testUtils__/eventually';
import { ADMINISTRATOR, Rig, startRig } from './__testUtils__/startRig';

jest.setTimeout(240_000);

const XRD = 'dnsrecords.network.openportal.dev';

const healthy: IngestorStatus = {
  leaders: [{ provider: 'default', holder: 'host-1' }],
  clusters: [
    {
      provider: 'default',
      cluster: 'platform',
      stale: false,
      lastListedAt: '2026-01-01T00:00:00.000Z',
      templates: 2,
      resources: 0,
      problems: [],
    },
  ],
};

describe('ingestor and troubleshooting', () => {
  const ingestor: { status: IngestorStatus | number; refreshed: unknown[] } = {
    status: healthy,
    refreshed: [],
  };
  let rig: Rig;

  beforeAll(async () => {
    rig = await startRig({
      features: [catalogStandIn(ingestor)],
      entities: [
        {
          apiVersion: 'scaffolder.backstage.io/v1beta3',
          kind: 'Template',
          metadata: {
            name: XRD,
            annotations: {
              'crossplane.io/xrd-name': XRD,
              'openportal.dev/clusters': 'platform',
              'openportal.dev/version': 'v1.0.2',
            },
          },
        },
      ],
    });
    await rig.sandbox.idle();
  });

  beforeEach(() => {
    ingestor.status = healthy;
  });

  afterAll(async () => {
    await rig?.close();
  });

  it('shows everybody how the ingestor does, without secrets', async () => {
    const notes = [{ xrd: XRD, notes: ['has a pattern for the server'] }];
    const warnings = [{ provider: 'default', message: 'two prefixes' }];
    ingestor.status = {
      ...healthy,
      warnings,
      clusters: [
        {
          ...healthy.clusters[0],
          stale: true,
          error: 'GET https://admin:hunter22@kubernetes answered 401',
          notes,
        },
      ],
    };
    const answer = await rig.get('/ingestor/status');
    expect(answer.body).toMatchObject({
      leaders: [{ holder: 'host-1' }],
      warnings,
      clusters: [{ cluster: 'platform', stale: true, notes }],
    });
    expect(JSON.stringify(answer.body)).not.toContain('hunter22');
    ingestor.status = 500;
    const failed = await rig.get('/ingestor/status');
    expect(failed.status).toBe(503);
    expect(failed.body.error.message).toContain('answered 500');
  });

  it('lets administrators refresh, and nobody else', async () => {
    const denied = await rig.post('/ingestor/refresh', {});
    expect(denied.status).toBe(403);
    expect(denied.body.error.message).toContain('crossplane.ingestor.refresh');
    expect(ingestor.refreshed).toEqual([]);
    const all = await rig.post('/ingestor/refresh', {}, ADMINISTRATOR);
    expect(all.status).toBe(202);
    await rig.post('/ingestor/refresh', { cluster: 'platform' }, ADMINISTRATOR);
    expect(ingestor.refreshed).toEqual([{}, { cluster: 'platform' }]);
    const wrong = await rig.post('/ingestor/refresh', { x: 1 }, ADMINISTRATOR);
    expect(wrong.status).toBe(400);
    for (const path of [
      '/ingestor/status',
      '/troubleshoot?xrd=a.b',
      '/orders',
      '/namespaces?cluster=platform',
    ]) {
      const anonymous = await request(rig.backend.server)
        .get(`/api/crossplane${path}`)
        .set('authorization', 'Bearer nonsense');
      expect(anonymous.status).toBe(401);
    }
  });

  const ask = async (query: string): Promise<TroubleshootReport> => {
    const { body, status } = await rig.get(`/troubleshoot?${query}`);
    expect(status).toBe(200);
    return body;
  };
  const failing = ({ checks }: TroubleshootReport) =>
    checks.filter(({ state }) => state !== 'ok').map(({ id }) => id);

  it('finds the XRD that a kind, a template or a part of a name means', async () => {
    const find = async (search: string) => {
      const { body } = await rig.get(
        `/troubleshoot/definitions?${new URLSearchParams({ search })}`,
      );
      return body;
    };
    for (const search of ['DNSRecord', `template:default/${XRD}`, XRD]) {
      expect(await find(search)).toMatchObject({
        items: [{ xrd: XRD }],
        problems: [],
      });
    }
    expect((await find('nothing-like-that')).items).toEqual([]);
    const fault = rig.sandbox.faults.add({
      service: 'kubernetes:production',
      path: /./,
      action: { kind: 'status', status: 503 },
    });
    try {
      await eventually(async () =>
        expect(await find('DNSRecord')).toMatchObject({
          items: [{ xrd: XRD, kind: 'DNSRecord' }],
          problems: [expect.stringContaining('503')],
        }),
      );
    } finally {
      fault.remove();
    }
    expect((await rig.get('/troubleshoot/definitions')).status).toBe(400);
  });

  it('finds nothing wrong with a template that appears', async () => {
    const report = await eventually(async () => {
      const current = await ask(`xrd=${XRD}&cluster=platform`);
      expect(failing(current)).toEqual([]);
      return current;
    });
    expect(report.checks.map(({ id }) => id)).toEqual([
      'ingestor-runs',
      'flux-synced',
      'xrd-exists',
      'xrd-valid',
      'form',
      'xrd-established',
      'generate-form-label',
      'not-excluded',
      'version-label',
      'ingestor-reads-cluster',
      'ingestor-current',
      'ingestor-accepts',
      'template-in-catalog',
      'name-free',
    ]);
  });

  it('names what keeps a template from appearing, with what to do', async () => {
    rig.sandbox.clusters.platform.objects.apply(
      {
        apiVersion: 'apiextensions.crossplane.io/v2',
        kind: 'CompositeResourceDefinition',
        metadata: {
          name: 'caches.data.example.org',
          labels: { 'terasky.backstage.io/generate-form': 'false' },
          annotations: { 'terasky.backstage.io/exclude-from-catalog': 'true' },
        },
        spec: {
          group: 'data.example.org',
          scope: 'Namespaced',
          names: { kind: 'Cache', plural: 'caches' },
          versions: [{ name: 'v1', served: false, referenceable: true }],
        },
      },
      { fieldManager: 'test' },
    );
    ingestor.status = {
      leaders: [{ provider: 'default' }],
      clusters: [
        {
          ...healthy.clusters[0],
          stale: true,
          error: 'answered 403',
          problems: [
            { xrd: 'caches.data.example.org', path: 'spec', reason: 'is odd' },
          ],
        },
      ],
    };
    const report = await ask('xrd=caches.data.example.org&cluster=platform');
    expect(failing(report)).toEqual(
      expect.arrayContaining([
        'ingestor-runs',
        'xrd-valid',
        'generate-form-label',
        'not-excluded',
        'version-label',
        'ingestor-current',
        'ingestor-accepts',
        'template-in-catalog',
      ]),
    );
    for (const check of report.checks) {
      expect(Boolean(check.fix)).toBe(check.state !== 'ok');
    }
    const label = report.checks.find(({ id }) => id === 'generate-form-label');
    expect(label).toMatchObject({
      cluster: 'platform',
      message: expect.stringContaining("'false'"),
      fix: expect.stringContaining('generate-form: "true"'),
    });
  });

  it('answers for all clusters, and says unknown where it cannot know', async () => {
    ingestor.status = 500;
    const fault = rig.sandbox.faults.add({
      service: 'kubernetes:platform',
      path: /./,
      action: { kind: 'status', status: 403 },
    });
    const report = await eventually(async () => {
      const current = await ask('xrd=nothings.example.org');
      const unknown = current.checks
        .filter(
          ({ state, cluster }) => state === 'unknown' && cluster === 'platform',
        )
        .map(({ id }) => id);
      expect(unknown).toEqual(
        expect.arrayContaining(['xrd-exists', 'flux-synced']),
      );
      return current;
    });
    fault.remove();
    const check = (id: string, cluster?: string) =>
      report.checks.find(item => item.id === id && item.cluster === cluster);
    expect(check('ingestor-runs')).toMatchObject({ state: 'unknown' });
    expect(check('xrd-exists', 'production')).toMatchObject({
      state: 'failed',
    });
    // The sandbox's ingestor reads one cluster only.
    expect(check('ingestor-reads-cluster', 'production')).toMatchObject({
      state: 'failed',
    });
    expect((await rig.get('/troubleshoot')).status).toBe(400);
    expect((await rig.get('/troubleshoot?xrd=..%2f')).status).toBe(400);
  });
});
