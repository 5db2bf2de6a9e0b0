import { ClusterObjects, KubernetesObject } from '../../kubernetes';
import { stringAt } from '../../kubernetes/types';
import { Definition } from './definition';
import { COMPOSITION_LABEL, revisionName } from './DefinitionController';
import { machinery } from './selectComposition';

const API_VERSION = 'apiextensions.crossplane.io/v1';

/** The composition that a revision was made of. */
export function compositionOf(revision: KubernetesObject): string | undefined {
  return revision.metadata.labels?.[COMPOSITION_LABEL];
}

/**
 * Picks the revision of a composition: the newest, or with the update policy `Manual` the one that the composite
 * resource names.
 */
export function selectRevision(
  objects: ClusterObjects,
  definition: Definition,
  composite: KubernetesObject,
  composition: KubernetesObject,
): KubernetesObject {
  const read = (name: string) =>
    objects.get({ apiVersion: API_VERSION, kind: 'CompositionRevision', name });
  const settings = machinery(definition, composite);
  const named =
    stringAt(settings, 'compositionUpdatePolicy') === 'Manual'
      ? stringAt(settings, 'compositionRevisionRef', 'name')
      : undefined;
  const pinned = named === undefined ? undefined : read(named);
  // Somebody who chose another composition starts with its newest revision.
  if (pinned && compositionOf(pinned) === composition.metadata.name) {
    return pinned;
  }
  const newest = revisionName(composition);
  const found = read(newest);
  if (!found) {
    throw new Error(
      `cannot fetch Composition: cannot get CompositionRevision "${newest}"`,
    );
  }
  return found;
}
