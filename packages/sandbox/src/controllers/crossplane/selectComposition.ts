import { ClusterObjects, KubernetesObject } from '../../kubernetes';
import { isJsonObject, stringAt, valueAt } from '../../kubernetes/types';
import { matchesLabelSelector } from '../../kubernetes/selectors';
import { Definition } from './definition';

/** The part of a composite's spec that Crossplane itself reads and writes. */
export function machinery(
  definition: Definition,
  composite: KubernetesObject,
): unknown {
  return definition.isLegacy
    ? composite.spec
    : valueAt(composite, 'spec', 'crossplane');
}

/** Picks the composition of a composite resource, in the order that Crossplane does. */
export function selectComposition(
  objects: ClusterObjects,
  definition: Definition,
  composite: KubernetesObject,
): KubernetesObject {
  const fits = (composition: KubernetesObject) =>
    stringAt(composition, 'spec', 'compositeTypeRef', 'kind') ===
      definition.spec.names.kind &&
    stringAt(composition, 'spec', 'compositeTypeRef', 'apiVersion') ===
      definition.apiVersion;
  const compositions = objects.list({
    apiVersion: 'apiextensions.crossplane.io/v1',
    kind: 'Composition',
  });
  const settings = machinery(definition, composite);
  const named =
    definition.spec.enforcedCompositionRef?.name ??
    stringAt(settings, 'compositionRef', 'name');
  const byName = (name: string) => {
    const found = compositions.find(({ metadata }) => metadata.name === name);
    if (!found) {
      throw new Error(
        `cannot select Composition: cannot get Composition: compositions.apiextensions.crossplane.io "${name}" not found`,
      );
    }
    if (!fits(found)) {
      throw new Error(
        `cannot select Composition: Composition "${name}" is not compatible with ${definition.apiVersion}, Kind=${definition.spec.names.kind}`,
      );
    }
    return found;
  };
  if (named !== undefined) {
    return byName(named);
  }
  const labels = valueAt(settings, 'compositionSelector', 'matchLabels');
  const candidates = compositions.filter(fits);
  if (isJsonObject(labels)) {
    const matching = candidates.find(({ metadata }) =>
      matchesLabelSelector(
        { matchLabels: labels as Record<string, string> },
        metadata.labels,
      ),
    );
    if (!matching) {
      throw new Error(
        'cannot select Composition: no compatible Compositions found',
      );
    }
    return matching;
  }
  const fallback = definition.spec.defaultCompositionRef?.name;
  if (fallback !== undefined) {
    return byName(fallback);
  }
  if (candidates.length === 0) {
    throw new Error(
      'cannot select Composition: no compatible Compositions found',
    );
  }
  return candidates[0];
}
