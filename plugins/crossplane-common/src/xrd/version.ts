const VERSION = /^[A-Za-z0-9]([A-Za-z0-9._+-]{0,61}[A-Za-z0-9])?$/;

/**
 * The release version as people read it: `1.0.2` and `v1.0.2` both become `v1.0.2`, `dev` stays.
 * A value that is no version gives `undefined`.
 *
 * @public
 */
export function formatVersion(label: string | undefined): string | undefined {
  const version = label?.trim();
  if (!version || !VERSION.test(version)) {
    return undefined;
  }
  return /^\d/.test(version) ? `v${version}` : version;
}
