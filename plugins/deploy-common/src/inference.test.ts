import { inferDeployAdapters, isDeployedEntity } from './inference';

function entity(kind: string, annotations?: Record<string, string>) {
  return { kind, metadata: { name: 'payments', annotations } };
}

describe('isDeployedEntity', () => {
  it.each([
    'argocd/app-name',
    'backstage.io/kubernetes-id',
    'crossplane.io/xrd-name',
    'jenkins.io/job-full-name',
    'openportal.dev/argocd-app.qa',
    'openportal.dev/deploy-strategy',
    'openportal.dev/environments',
    'openportal.dev/flux-kustomization',
    'openportal.dev/flux-kustomization.qa',
    'openportal.dev/gitops-repo',
    'openportal.dev/image',
    'openportal.dev/manifest-path',
    'openportal.dev/observer',
  ])('is so for a component with %s', annotation => {
    expect(isDeployedEntity(entity('Component', { [annotation]: 'x' }))).toBe(
      true,
    );
    // A resource of Crossplane in the catalog is somebody's order, and no application.
    expect(isDeployedEntity(entity('Resource', { [annotation]: 'x' }))).toBe(
      false,
    );
  });

  it('is not so where nobody said how', () => {
    expect(isDeployedEntity(entity('Component'))).toBe(false);
    expect(
      isDeployedEntity(
        entity('Component', {
          'github.com/project-slug': 'acme/payments',
          'openportal.dev/slack-channel': '#payments',
        }),
      ),
    ).toBe(false);
  });
});

describe('inferDeployAdapters', () => {
  it('takes what says most: where git is written and who observes before who only observes', () => {
    expect(
      inferDeployAdapters({
        'backstage.io/kubernetes-id': 'payments',
        'openportal.dev/flux-kustomization': 'payments',
      }),
    ).toEqual({ strategy: 'manifest', observer: 'flux' });
    expect(
      inferDeployAdapters({ 'backstage.io/kubernetes-id': 'payments' }),
    ).toEqual({ observer: 'kubernetes' });
    expect(
      inferDeployAdapters({ 'openportal.dev/observer': 'flux' }),
    ).toBeUndefined();
  });
});
