import { Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_ARGOCD_APP,
  ANNOTATION_DEPLOY_STRATEGY,
  ANNOTATION_OBSERVER,
} from '@openportal/plugin-deploy-common';

const ANNOTATIONS = [
  ANNOTATION_ARGOCD_APP,
  ANNOTATION_DEPLOY_STRATEGY,
  ANNOTATION_OBSERVER,
];

/**
 * Whether an entity has anything to show on a Deploy tab: it is a component
 * that says how it is deployed or who observes it.
 *
 * @public
 */
export function isDeployAvailable(entity: Entity): boolean {
  const annotations = entity.metadata.annotations ?? {};
  return (
    entity.kind.toLocaleLowerCase('en-US') === 'component' &&
    ANNOTATIONS.some(annotation => annotations[annotation] !== undefined)
  );
}
