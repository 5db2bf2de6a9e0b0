import { JsonObject } from '@backstage/types';
import { isJsonObject, ownValue } from '../json';
import { canonicalSchema } from './canonicalJson';
import { stableHash } from './names';
import { CompositeResourceDefinition, XrdVersion } from './types';

/**
 * What a form for one version of an XRD was made from, as `<version>:<hash>`.
 *
 * @remarks
 * Changes with everything that decides which manifests are valid: the schema of `spec`, the kind that is
 * ordered and whether it lives in a namespace. Titles, descriptions and examples do not count, so
 * better documentation does not make open forms outdated.
 *
 * @param xrd - the definition, or the part of it that is used
 * @param version - one of its served versions
 * @public
 */
export function formFingerprint(
  xrd: Pick<CompositeResourceDefinition, 'name' | 'orderable'>,
  version: Pick<XrdVersion, 'name' | 'schema'>,
): string {
  const { kind, plural, namespaced } = xrd.orderable;
  const identity = [xrd.name, kind, plural, namespaced, version.name].join(' ');
  const schema = canonicalSchema(specOf(version.schema));
  return `${version.name}:${stableHash(`${identity} ${schema}`)}`;
}

/**
 * The hidden `formVersion` of a form: the fingerprints of all versions that it offers, separated by
 * spaces. One value for all, because a form keeps hidden values when the user picks another version.
 *
 * @public
 */
export function formVersions(
  xrd: Pick<CompositeResourceDefinition, 'name' | 'orderable' | 'versions'>,
): string {
  return xrd.versions.map(version => formFingerprint(xrd, version)).join(' ');
}

/**
 * True when a form with this `formVersion` still fits the version of the XRD that it orders: nothing
 * that decides which manifests are valid changed since the form was made.
 *
 * @param formVersion - a fingerprint, or several separated by spaces as {@link formVersions} gives them
 * @public
 */
export function isCurrentForm(
  xrd: Pick<CompositeResourceDefinition, 'name' | 'orderable'>,
  version: Pick<XrdVersion, 'name' | 'schema'>,
  formVersion: string,
): boolean {
  return formVersion.split(' ').includes(formFingerprint(xrd, version));
}

function specOf(schema: JsonObject | undefined): JsonObject | undefined {
  const properties = ownValue(schema, 'properties');
  const spec = isJsonObject(properties)
    ? ownValue(properties, 'spec')
    : undefined;
  return isJsonObject(spec) ? spec : undefined;
}
