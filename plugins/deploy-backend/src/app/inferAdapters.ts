import { Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_DEPLOY_STRATEGY,
  ANNOTATION_OBSERVER,
  DeployAdapterChoice,
  inferDeployAdapters,
} from '@openportal/plugin-deploy-common';

/**
 * Chooses the adapters of an entity: by annotation, else by what other annotations tell, else by the
 * defaults. What stays undefined has no adapter; nothing is guessed.
 */
export function inferAdapters(
  entity: Entity,
  defaults: DeployAdapterChoice,
): DeployAdapterChoice {
  const annotations = entity.metadata.annotations ?? {};
  const inferred = inferDeployAdapters(annotations);
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
