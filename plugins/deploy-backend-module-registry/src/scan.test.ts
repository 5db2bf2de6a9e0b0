import { readScan } from './scan';
import { mainTag, toArtifact } from './toArtifact';

const scan = (values: Record<string, string>) =>
  readScan(
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        `dev.openportal.scan.${name}`,
        value,
      ]),
    ),
  );

describe('readScan', () => {
  it('reads what a CI says', () => {
    expect(
      scan({
        critical: '0',
        high: '2',
        scanner: 'trivy',
        at: '2026-03-01T10:00:00Z',
        url: 'https://ci.example/runs/1',
      }),
    ).toEqual({
      findings: { critical: 0, high: 2, medium: 0, low: 0, unknown: 0 },
      scanner: 'trivy',
      scannedAt: '2026-03-01T10:00:00.000Z',
      url: 'https://ci.example/runs/1',
    });
  });

  it('says nothing where nothing is said, or no number', () => {
    expect(scan({})).toBeUndefined();
    expect(scan({ scanner: 'trivy' })).toBeUndefined();
    for (const bad of ['-1', 'none', '', '1e3', '9'.repeat(10)]) {
      expect(scan({ critical: bad })).toBeUndefined();
    }
    expect(
      scan({ high: '1', url: 'data:text/html,x', at: 'yesterday' }),
    ).toMatchObject({ url: undefined, scannedAt: undefined });
  });
});

describe('toArtifact', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const image = { registry: 'ghcr.io', path: 'acme/orders', tag: 'v1' };
  const of = (labels: Record<string, string>) =>
    toArtifact(image, {
      digest,
      labels: Object.fromEntries(
        Object.entries(labels).map(([name, value]) => [
          name.includes('.') ? name : `org.opencontainers.image.${name}`,
          value,
        ]),
      ),
    });

  it('reads branch, build and source', () => {
    expect(
      of({
        revision: 'b'.repeat(40),
        source: 'https://github.com/acme/orders',
        url: 'https://github.com/acme/orders/actions/runs/1',
        'ref.name': 'ignored: it has a dot',
        'org.opencontainers.image.ref.name': 'main',
        created: '2026-03-01T10:00:00Z',
      }),
    ).toMatchObject({
      sourceCommit: 'b'.repeat(40),
      sourceBranch: 'main',
      sourceUrl: 'https://github.com/acme/orders',
      buildUrl: 'https://github.com/acme/orders/actions/runs/1',
      builtAt: '2026-03-01T10:00:00.000Z',
    });
    expect(
      of({
        'dev.openportal.source.branch': 'release',
        'dev.openportal.build.url': 'https://ci.example/1',
      }),
    ).toMatchObject({
      sourceBranch: 'release',
      buildUrl: 'https://ci.example/1',
    });
  });

  it('takes the page of the repository for no build, and shows nothing that is no link', () => {
    const page = 'https://github.com/acme/orders';
    expect(of({ source: page, url: page }).buildUrl).toBeUndefined();
    for (const bad of ['data:text/html,x', 'https://u:p@x.example/', 'x']) {
      expect(of({ source: bad, url: bad })).toMatchObject({
        sourceUrl: undefined,
        buildUrl: undefined,
      });
    }
    expect(of({ revision: 'main' }).sourceCommit).toBeUndefined();
    expect(of({ created: '1970-01-01T00:00:00Z' }).builtAt).toBeUndefined();
  });

  it('knows a build by the tag that stays', () => {
    expect(mainTag(['latest', 'v2'])).toBe('v2');
    expect(mainTag(['latest'])).toBe('latest');
    expect(mainTag([])).toBeUndefined();
  });
});
