import { parseApplication } from './application';
import {
  isDestinationAllowed,
  isKindAllowed,
  matchesGlob,
  projectViolations,
} from './project';

const PROJECT = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: { name: 'apps' },
  spec: {
    sourceRepos: ['https://git.test/acme/idp-*'],
    destinations: [
      { name: 'in-cluster', namespace: '*' },
      { server: '*', namespace: '!kube-*' },
    ],
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
    namespaceResourceWhitelist: [{ group: 'apps', kind: '*' }],
  },
};
const HOME = { server: 'https://kubernetes.default.svc', name: 'in-cluster' };

const application = (repoURL: string, project = 'apps') =>
  parseApplication({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'a', namespace: 'argocd' },
    spec: {
      project,
      source: { repoURL, path: '.' },
      destination: { name: 'in-cluster', namespace: 'shop' },
    },
  });

describe('projects', () => {
  it('allow sources by glob, with or without .git', () => {
    const violations = (url: string) =>
      projectViolations(PROJECT, application(url), HOME.server);
    expect(violations('https://git.test/acme/idp-shop.git')).toEqual([]);
    expect(violations('https://git.test/acme/other')).toEqual([
      expect.stringContaining('is not permitted in project'),
    ]);
    expect(matchesGlob('a.c', 'abc')).toBe(false);
  });

  it('allow destinations unless one denies them', () => {
    expect(isDestinationAllowed(PROJECT, HOME, 'shop')).toBe(true);
    expect(isDestinationAllowed(PROJECT, HOME, 'kube-system')).toBe(false);
    expect(
      isDestinationAllowed(PROJECT, { ...HOME, name: 'other' }, 'shop'),
    ).toBe(false);
  });

  it('allow kinds by list, cluster kinds only when listed', () => {
    const allowed = (group: string, kind: string, namespaced: boolean) =>
      isKindAllowed(PROJECT, { group, kind, namespaced });
    expect(allowed('apps', 'Deployment', true)).toBe(true);
    expect(allowed('', 'Secret', true)).toBe(false);
    expect(allowed('', 'Namespace', false)).toBe(true);
    expect(allowed('rbac.authorization.k8s.io', 'ClusterRole', false)).toBe(
      false,
    );
  });

  it('must exist, but for the default one', () => {
    const url = 'https://git.test/acme/idp-shop';
    expect(
      projectViolations(undefined, application(url, 'default'), HOME.server),
    ).toEqual([]);
    expect(
      projectViolations(undefined, application(url), HOME.server),
    ).toHaveLength(1);
  });
});
