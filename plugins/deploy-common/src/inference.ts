import { Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_ARGOCD_APP,
  ANNOTATION_ARGOCD_APP_PREFIX,
  ANNOTATION_DEPLOY_STRATEGY,
  ANNOTATION_ENVIRONMENTS,
  ANNOTATION_FLUX_PREFIX,
  ANNOTATION_GITOPS_REPOSITORY,
  ANNOTATION_IMAGE,
  ANNOTATION_JENKINS_JOB,
  ANNOTATION_KUBERNETES_ID,
  ANNOTATION_MANIFEST_PATH,
  ANNOTATION_OBSERVER,
} from './annotations';

/**
 * How the desired state of an entity is written (`strategy`), and who tells what runs (`observer`): ids of adapters.
 *
 * @public
 */
export type DeployAdapterChoice = { strategy?: string; observer?: string };

/** Annotations that choose adapters, or that only make sense where something is deployed. */
const OWN_ANNOTATIONS: readonly string[] = [
  ANNOTATION_DEPLOY_STRATEGY,
  ANNOTATION_ENVIRONMENTS,
  ANNOTATION_GITOPS_REPOSITORY,
  ANNOTATION_IMAGE,
  ANNOTATION_MANIFEST_PATH,
  ANNOTATION_OBSERVER,
];

/**
 * Tells the adapters of an entity from annotations that are there for other plugins too, or that name an object of
 * one adapter. Annotations that choose an adapter by name, and the defaults of the portal, are not looked at here.
 *
 * @param annotations - those of the entity
 * @returns undefined where none of them tells
 * @public
 */
export function inferDeployAdapters(
  annotations: Readonly<Record<string, string>>,
): DeployAdapterChoice | undefined {
  const names = Object.keys(annotations);
  if (
    names.includes(ANNOTATION_ARGOCD_APP) ||
    names.some(name => name.startsWith(ANNOTATION_ARGOCD_APP_PREFIX))
  ) {
    return { strategy: 'manifest', observer: 'argocd' };
  }
  if (names.some(name => name.startsWith(ANNOTATION_FLUX_PREFIX))) {
    return { strategy: 'manifest', observer: 'flux' };
  }
  if (names.includes(ANNOTATION_JENKINS_JOB)) {
    return { strategy: 'job', observer: 'jenkins' };
  }
  if (names.some(name => name.startsWith('crossplane.io/'))) {
    return { strategy: 'order', observer: 'crossplane' };
  }
  if (names.includes(ANNOTATION_KUBERNETES_ID)) {
    // Where only the running thing is known, nobody said where its desired state is written.
    return { observer: 'kubernetes' };
  }
  return undefined;
}

/**
 * Whether an entity says that it is deployed: it is a component with an annotation about how, or about who observes
 * it. The one rule for where the Deploy tab is, and for what the portal reads in the background and lists.
 *
 * @param entity - at least its kind and metadata
 * @public
 */
export function isDeployedEntity(
  entity: Pick<Entity, 'kind' | 'metadata'>,
): boolean {
  const annotations = entity.metadata.annotations ?? {};
  return (
    entity.kind.toLocaleLowerCase('en-US') === 'component' &&
    (OWN_ANNOTATIONS.some(name => Object.hasOwn(annotations, name)) ||
      inferDeployAdapters(annotations) !== undefined)
  );
}
