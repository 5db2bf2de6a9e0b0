import { isDeployAvailable } from './isDeployAvailable';

function entity(kind: string, annotations?: Record<string, string>) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name: 'service', annotations },
  };
}

describe('isDeployAvailable', () => {
  it.each([
    'argocd/app-name',
    'backstage.io/kubernetes-id',
    'crossplane.io/claim-name',
    'jenkins.io/job-full-name',
    'openportal.dev/argocd-app.qa',
    'openportal.dev/deploy-strategy',
    'openportal.dev/environments',
    'openportal.dev/flux-kustomization',
    'openportal.dev/observer',
  ])('is for components with %s', annotation => {
    expect(isDeployAvailable(entity('Component', { [annotation]: 'x' }))).toBe(
      true,
    );
    expect(isDeployAvailable(entity('Resource', { [annotation]: 'x' }))).toBe(
      false,
    );
  });

  it('is not for components that nobody deploys', () => {
    expect(isDeployAvailable(entity('Component'))).toBe(false);
    expect(
      isDeployAvailable(
        entity('Component', { 'github.com/project-slug': 'a/b' }),
      ),
    ).toBe(false);
  });
});
