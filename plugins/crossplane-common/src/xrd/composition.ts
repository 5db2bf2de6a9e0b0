import { isJsonObject } from '../json';
import { isDnsSubdomain } from './names';
import { CompositeResourceDefinition } from './types';

/**
 * The part of a Crossplane Composition that decides what it is for.
 *
 * @public
 */
export interface CompositionSummary {
  name: string;
  /** What it composes. */
  compositeTypeRef: { apiVersion: string; kind: string };
}

/**
 * Reads a Composition; `undefined` when it does not say what it is for.
 *
 * @param object - a `Composition` of `apiextensions.crossplane.io`; only its name and
 *   `spec.compositeTypeRef` are read
 * @public
 */
export function parseComposition(
  object: unknown,
): CompositionSummary | undefined {
  const root = isJsonObject(object) ? object : {};
  const metadata = isJsonObject(root.metadata) ? root.metadata : {};
  const spec = isJsonObject(root.spec) ? root.spec : {};
  const ref = isJsonObject(spec.compositeTypeRef) ? spec.compositeTypeRef : {};
  const { name } = metadata;
  const { apiVersion, kind } = ref;
  return typeof name === 'string' &&
    isDnsSubdomain(name) &&
    typeof apiVersion === 'string' &&
    typeof kind === 'string'
    ? { name, compositeTypeRef: { apiVersion, kind } }
    : undefined;
}

/**
 * True when a composition composes resources of the XRD: the same kind in the version that
 * compositions refer to.
 *
 * @public
 */
export function compositionFits(
  xrd: Pick<CompositeResourceDefinition, 'group' | 'kind' | 'current'>,
  { compositeTypeRef }: CompositionSummary,
): boolean {
  return (
    compositeTypeRef.kind === xrd.kind &&
    compositeTypeRef.apiVersion === `${xrd.group}/${xrd.current.name}`
  );
}
