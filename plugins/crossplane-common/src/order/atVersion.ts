import { CompositeResourceDefinition } from '../xrd/types';

/**
 * The XRD with another of its served versions as the current one.
 *
 * @param version - name of the version; undefined keeps the current one
 * @returns undefined when the XRD does not serve that version
 * @public
 */
export function atVersion(
  xrd: CompositeResourceDefinition,
  version: string | undefined,
): CompositeResourceDefinition | undefined {
  if (version === undefined) {
    return xrd;
  }
  const current = xrd.versions.find(({ name }) => name === version);
  return current && { ...xrd, current };
}
