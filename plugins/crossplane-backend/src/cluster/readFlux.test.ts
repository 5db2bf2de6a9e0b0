import { KubernetesObject } from '@openportal/kubernetes-node';
import { commitOf, selectFlux } from './readFlux';

const source = (name: string, url: string): KubernetesObject => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  metadata: { name, namespace: 'flux-system' },
  spec: { url },
  status: { artifact: { revision: `main@sha1:${'a'.repeat(40)}` } },
});

const kustomization = (
  name: string,
  sourceName: string,
  path?: string,
): KubernetesObject => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name, namespace: 'flux-system' },
  spec: { path, sourceRef: { kind: 'GitRepository', name: sourceName } },
  status: { lastAppliedRevision: 'main@sha1:1', conditions: [] },
});

const file = {
  repository: 'example/orders',
  path: 'namespaces/team-alpha/things/www.yaml',
};

describe('selectFlux', () => {
  it('finds the source by any address, and what applies the folder of the file', () => {
    const found = selectFlux(
      [
        source('ssh', 'ssh://git@github.example.org/Example/orders.git'),
        source('other', 'https://github.com/example/not-orders'),
        source('suffix', 'https://github.com/my-example/orders'),
      ],
      [
        kustomization('all', 'ssh'),
        kustomization('namespaces', 'ssh', './namespaces/'),
        kustomization('half', 'ssh', './name'),
        kustomization('clusters', 'ssh', './clusters'),
        kustomization('foreign', 'other', './namespaces'),
      ],
      file,
    );
    expect(found.sources.map(({ name }) => name)).toEqual(['ssh']);
    expect(found.kustomizations.map(({ name }) => name)).toEqual([
      'all',
      'namespaces',
    ]);
    expect(found.hasSource).toBe(true);
    expect(selectFlux([], [], file)).toEqual({
      sources: [],
      kustomizations: [],
      hasSource: false,
    });
  });

  it('reads the commit of a revision, old and new', () => {
    const sha = 'b'.repeat(40);
    expect(commitOf(`main@sha1:${sha}`)).toBe(sha);
    expect(commitOf(`main/${sha}`)).toBe(sha);
    expect(commitOf(sha)).toBe(sha);
    expect(commitOf('main@sha1:short')).toBeUndefined();
    expect(commitOf(undefined)).toBeUndefined();
  });
});
