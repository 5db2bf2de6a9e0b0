import {
  ANNOTATION_ARGOCD_APP,
  ANNOTATION_CONTAINER,
  ANNOTATION_DEPLOY_STRATEGY,
  ANNOTATION_ENVIRONMENTS,
  ANNOTATION_GITHUB_PROJECT_SLUG,
  ANNOTATION_GITOPS_REPOSITORY,
  ANNOTATION_IMAGE,
  ANNOTATION_MANIFEST_PATH,
  ANNOTATION_OBSERVER,
} from '@openportal/plugin-deploy-common';

/** A value for each annotation that a problem can be about. */
const VALUES: Readonly<Record<string, string>> = {
  [ANNOTATION_DEPLOY_STRATEGY]: 'manifest',
  [ANNOTATION_OBSERVER]: 'argocd',
  [ANNOTATION_ENVIRONMENTS]: 'development,qa,prod',
  [ANNOTATION_GITOPS_REPOSITORY]: 'my-organization/my-deployments',
  [ANNOTATION_MANIFEST_PATH]: 'environments/{env}',
  [ANNOTATION_IMAGE]: 'ghcr.io/my-organization/my-component',
  [ANNOTATION_CONTAINER]: 'app',
  [ANNOTATION_GITHUB_PROJECT_SLUG]: 'my-organization/my-component',
  [ANNOTATION_ARGOCD_APP]: 'my-component',
};

/** Lines for `catalog-info.yaml` that set an annotation, ready to be copied. */
export function annotationExample(annotation: string): string {
  return [
    'metadata:',
    '  annotations:',
    `    ${annotation}: ${VALUES[annotation] ?? 'value'}`,
  ].join('\n');
}
