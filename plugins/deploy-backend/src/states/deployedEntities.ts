import {
  CATALOG_FILTER_EXISTS,
  EntityFilterQuery,
} from '@backstage/catalog-client';
import {
  ANNOTATION_ARGOCD_APP,
  ANNOTATION_DEPLOY_STRATEGY,
  ANNOTATION_KUBERNETES_ID,
  ANNOTATION_OBSERVER,
} from '@openportal/plugin-deploy-common';

/** The entities of the catalog that say how they are deployed. */
export const deployedEntities: EntityFilterQuery = [
  ANNOTATION_ARGOCD_APP,
  ANNOTATION_DEPLOY_STRATEGY,
  ANNOTATION_OBSERVER,
  ANNOTATION_KUBERNETES_ID,
].map(annotation => ({
  [`metadata.annotations.${annotation}`]: CATALOG_FILTER_EXISTS,
}));
