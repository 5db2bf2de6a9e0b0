import { parseComposite } from './parseComposite';

const base = {
  apiVersion: 'example.org/v1',
  kind: 'App',
  metadata: { name: 'app', namespace: 'team-alpha' },
};

describe('parseComposite', () => {
  it('reads Crossplane v2 and v1', () => {
    const machinery = {
      compositionRef: { name: 'apps' },
      resourceRefs: [
        { apiVersion: 'v1', kind: 'ConfigMap', name: 'a' },
        'nonsense',
      ],
    };
    for (const spec of [{ crossplane: machinery }, machinery]) {
      expect(parseComposite({ ...base, spec })).toMatchObject({
        composition: 'apps',
        resourceRefs: [{ kind: 'ConfigMap', name: 'a' }],
      });
    }
    expect(parseComposite({ ...base, spec: null, status: 1 })).toMatchObject({
      composition: undefined,
      resourceRefs: [],
      conditions: [],
    });
  });

  it('sees what keeps Flux from deleting it, label or annotation', () => {
    const keptBy = (metadata: object) =>
      parseComposite({ ...base, metadata: { ...base.metadata, ...metadata } })
        .keptByFlux;
    const key = 'kustomize.toolkit.fluxcd.io';
    expect(keptBy({ annotations: { [`${key}/prune`]: 'disabled' } })).toBe(
      true,
    );
    expect(keptBy({ labels: { [`${key}/reconcile`]: 'disabled' } })).toBe(true);
    expect(keptBy({ annotations: { [`${key}/prune`]: 'enabled' } })).toBe(
      false,
    );
  });

  it('offers only web addresses as links (B13)', () => {
    expect(
      parseComposite({
        ...base,
        status: {
          url: 'https://app.example.org/x',
          fqdn: 'www.example.org',
          domain: ['javascript', 'alert(1)'].join(':'),
          endpoint: 5,
          host: 'localhost',
        },
      }).links,
    ).toEqual([
      { title: 'url', url: 'https://app.example.org/x' },
      { title: 'fqdn', url: 'https://www.example.org' },
    ]);
  });
});
