import {
  compositionFits,
  CompositeResourceDefinition,
  CompositionSummary,
} from '@openportal/plugin-crossplane-common';
import { ClusterPlacement } from './types';

/** The compositions of one cluster, found by what they compose. */
export class CompositionIndex {
  readonly #byType = new Map<string, CompositionSummary[]>();

  constructor(compositions: CompositionSummary[]) {
    for (const composition of compositions) {
      const { apiVersion, kind } = composition.compositeTypeRef;
      const key = `${apiVersion}/${kind}`;
      this.#byType.set(key, [...(this.#byType.get(key) ?? []), composition]);
    }
  }

  /** What users of an XRD can choose from in this cluster. */
  placement(
    cluster: string,
    xrd: CompositeResourceDefinition,
  ): ClusterPlacement {
    const key = `${xrd.group}/${xrd.current.name}/${xrd.kind}`;
    const names = (this.#byType.get(key) ?? [])
      .filter(composition => compositionFits(xrd, composition))
      .map(({ name }) => name);
    const { default: byDefault, enforced } = xrd.compositionRefs;
    return {
      cluster,
      compositions: [...new Set(names)].sort(),
      ...(byDefault ? { default: byDefault } : {}),
      ...(enforced ? { enforced } : {}),
      ...(xrd.defaultCompositionUpdatePolicy
        ? { defaultUpdatePolicy: xrd.defaultCompositionUpdatePolicy }
        : {}),
    };
  }
}

/** True when there is something to choose: several compositions fit and none is insisted on. */
export function hasChoice(placement: ClusterPlacement): boolean {
  return !placement.enforced && placement.compositions.length > 1;
}

/** The clusters for which the form asks. */
export function clustersWithChoice(placements: ClusterPlacement[]): string[] {
  return placements.filter(hasChoice).map(({ cluster }) => cluster);
}
