import { DeployTarget } from '@openportal/plugin-deploy-node';
import { parseKustomization, parseSource } from './fluxSchema';
import { repositoryOf, selectKustomization } from './selectKustomization';

const target: DeployTarget = {
  entityRef: 'component:default/orders',
  name: 'orders',
  environment: 'qa',
  repository: { owner: 'Acme', name: 'fleet' },
  manifestPath: 'apps/qa/orders',
  namespace: 'orders-qa',
  annotations: {},
};

function kustomization(name: string, path: string, spec: object = {}) {
  const parsed = parseKustomization({
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system', generation: 1 },
    spec: {
      path,
      sourceRef: { kind: 'GitRepository', name: 'fleet' },
      ...spec,
    },
  });
  if (!parsed) {
    throw new Error('Expected a Kustomization');
  }
  return parsed;
}

function source(url: string, ref: object = { branch: 'main' }) {
  const parsed = parseSource({
    kind: 'GitRepository',
    metadata: { name: 'fleet', namespace: 'flux-system', generation: 1 },
    spec: { url, ref },
  });
  if (!parsed) {
    throw new Error('Expected a GitRepository');
  }
  return parsed;
}

describe('selectKustomization', () => {
  const sources = [source('ssh://git@git.example.com/acme/fleet.git')];
  const select = (
    kustomizations: ReturnType<typeof kustomization>[],
    overrides: Partial<DeployTarget> = {},
    from = sources,
  ) =>
    selectKustomization(
      { kustomizations, sources: from },
      { ...target, ...overrides },
      'flux-system',
    );

  it('takes the one of the folder, else the narrowest around it', () => {
    const root = kustomization('root', './');
    const qa = kustomization('qa', 'apps/qa/');
    const own = kustomization('own', './apps/qa/orders');
    const other = kustomization('other', './apps/qa/orders-2');
    expect(select([root, other, qa, own])).toMatchObject({
      kustomization: { metadata: { name: 'own' } },
      exact: true,
    });
    expect(select([root, other, qa])).toMatchObject({
      kustomization: { metadata: { name: 'qa' } },
      exact: false,
    });
    expect(select([other])).toBeUndefined();
  });

  it('takes of two for one folder the one of the namespace', () => {
    const folder = './apps/qa/orders';
    expect(
      select([
        kustomization('a', folder, { targetNamespace: 'elsewhere' }),
        kustomization('b', folder, { targetNamespace: 'orders-qa' }),
      ])?.kustomization.metadata.name,
    ).toBe('b');
  });

  it('looks at the repository and the branch', () => {
    const all = [kustomization('root', './')];
    expect(select(all, { branch: 'release' })).toBeUndefined();
    expect(
      select(all, { branch: 'release' }, [
        source('https://git.example.com/acme/fleet', { branch: 'release' }),
      ]),
    ).toBeDefined();
    expect(
      select(all, {}, [source('https://git.example.com/acme/fleet-2')]),
    ).toBeUndefined();
    expect(() => select(all, { repository: undefined })).toThrow(
      'names no repository',
    );
  });

  it('takes the one that the entity names', () => {
    const all = [
      kustomization('root', './'),
      kustomization('orders-qa', './x'),
    ];
    const named = (value: string) =>
      select(all, {
        annotations: { 'openportal.dev/flux-kustomization': value },
      })?.kustomization.metadata.name;
    expect(named('orders-{env}')).toBe('orders-qa');
    expect(named('flux-system/root')).toBe('root');
    expect(named('elsewhere/root')).toBeUndefined();
    expect(() => named('a/b/c')).toThrow('write it as namespace/name');
  });

  it('reads addresses of every kind', () => {
    expect(repositoryOf('git@git.example.com:Acme/Fleet.git')).toBe(
      'acme/fleet',
    );
    expect(repositoryOf('https://git.example.com/acme/fleet/')).toBe(
      'acme/fleet',
    );
    expect(repositoryOf('fleet')).toBeUndefined();
  });
});
