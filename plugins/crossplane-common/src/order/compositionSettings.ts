import { JsonObject } from '@backstage/types';
import { CompositeResourceDefinition } from '../xrd/types';

/**
 * How Crossplane makes the resource, as far as the user chose it.
 *
 * @public
 */
export interface CompositionChoice {
  /** Name of a composition that fits the XRD. */
  composition?: string;
  /** Whether the resource follows new revisions of its composition by itself. */
  compositionUpdatePolicy?: 'Automatic' | 'Manual';
}

/** Fields that Crossplane adds to the spec of legacy composite resources and of claims. */
const LEGACY_FIELDS = [
  'claimRef',
  'compositeDeletePolicy',
  'compositionRef',
  'compositionRevisionRef',
  'compositionRevisionSelector',
  'compositionSelector',
  'compositionUpdatePolicy',
  'publishConnectionDetailsTo',
  'resourceRef',
  'resourceRefs',
  'writeConnectionSecretToRef',
];

const MODERN_FIELDS = ['crossplane'];

/**
 * Names of the fields under `spec` that belong to Crossplane and not to the author of the XRD. The schema of the XRD
 * does not describe them.
 *
 * @public
 */
export function crossplaneSpecFields(
  xrd: Pick<CompositeResourceDefinition, 'scope'>,
): string[] {
  return isLegacy(xrd) ? LEGACY_FIELDS : MODERN_FIELDS;
}

/**
 * The part of `spec` that carries the choice of a composition: under `spec.crossplane` for the scopes of Crossplane 2,
 * directly under `spec` for `LegacyCluster` and claims.
 *
 * @returns an empty object when nothing was chosen
 * @public
 */
export function compositionSettings(
  xrd: Pick<CompositeResourceDefinition, 'scope'>,
  choice: CompositionChoice,
): JsonObject {
  const settings: JsonObject = {
    ...(choice.composition
      ? { compositionRef: { name: choice.composition } }
      : {}),
    ...(choice.compositionUpdatePolicy
      ? { compositionUpdatePolicy: choice.compositionUpdatePolicy }
      : {}),
  };
  if (Object.keys(settings).length === 0) {
    return {};
  }
  return isLegacy(xrd) ? settings : { crossplane: settings };
}

// XRDs of API version v1 read as LegacyCluster, and only these have claims.
function isLegacy({
  scope,
}: Pick<CompositeResourceDefinition, 'scope'>): boolean {
  return scope === 'LegacyCluster';
}
