import { Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_ARGOCD_APP,
  ANNOTATION_ARGOCD_APP_PREFIX,
  ANNOTATION_DEPLOY_STRATEGY,
  ANNOTATION_ENVIRONMENTS,
  ANNOTATION_GITOPS_REPOSITORY,
  ANNOTATION_IMAGE,
  ANNOTATION_JENKINS_JOB,
  ANNOTATION_KUBERNETES_ID,
  ANNOTATION_MANIFEST_PATH,
  ANNOTATION_OBSERVER,
} from '@openportal/plugin-deploy-common';

/** Annotations from which the backend tells how a component is deployed, or that only make sense where it is. */
const ANNOTATIONS: readonly string[] = [
  ANNOTATION_ARGOCD_APP,
  ANNOTATION_DEPLOY_STRATEGY,
  ANNOTATION_ENVIRONMENTS,
  ANNOTATION_GITOPS_REPOSITORY,
  ANNOTATION_IMAGE,
  ANNOTATION_JENKINS_JOB,
  ANNOTATION_KUBERNETES_ID,
  ANNOTATION_MANIFEST_PATH,
  ANNOTATION_OBSERVER,
];

const PREFIXES: readonly string[] = [
  ANNOTATION_ARGOCD_APP_PREFIX,
  'crossplane.io/',
];

/**
 * Whether an entity has anything to show on a Deploy tab: it is a component
 * with an annotation about how it is deployed or who observes it.
 *
 * @public
 */
export function isDeployAvailable(entity: Entity): boolean {
  return (
    entity.kind.toLocaleLowerCase('en-US') === 'component' &&
    Object.keys(entity.metadata.annotations ?? {}).some(
      name =>
        ANNOTATIONS.includes(name) ||
        PREFIXES.some(prefix => name.startsWith(prefix)),
    )
  );
}
