import { Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_ARGOCD_APP,
  ANNOTATION_ARGOCD_APP_PREFIX,
  ANNOTATION_DEPLOY_STRATEGY,
  ANNOTATION_FLUX_PREFIX,
  ANNOTATION_JENKINS_JOB,
  ANNOTATION_KUBERNETES_ID,
  ANNOTATION_OBSERVER,
} from '@openportal/plugin-deploy-common';

/** How the desired state of an entity is written, and who tells what runs. */
export type AdapterChoice = { strategy?: string; observer?: string };

/**
 * Chooses the adapters of an entity: by annotation, else by what other annotations tell, else by the
 * defaults. What stays undefined has no adapter; nothing is guessed.
 */
export function inferAdapters(
  entity: Entity,
  defaults: AdapterChoice,
): AdapterChoice {
  const annotations = entity.metadata.annotations ?? {};
  const inferred = inferFromAnnotations(annotations);
  return {
    strategy:
      annotations[ANNOTATION_DEPLOY_STRATEGY] ??
      inferred?.strategy ??
      (inferred ? undefined : defaults.strategy),
    observer:
      annotations[ANNOTATION_OBSERVER] ??
      inferred?.observer ??
      (inferred ? undefined : defaults.observer),
  };
}

function inferFromAnnotations(
  annotations: Record<string, string>,
): AdapterChoice | undefined {
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
