import { parseAllDocuments } from 'yaml';

/** What a file of manifests defines, or why it cannot be built. */
export type ManifestFile =
  | { identities: string[]; problem?: undefined }
  | { identities?: undefined; problem: string };

/**
 * Reads a file the way kustomize does: every document of it has to be an object with a name, and no two objects of a
 * build may be the same.
 */
export function readManifestFile(content: string): ManifestFile {
  const identities: string[] = [];
  const documents = parseAllDocuments(content);
  for (const document of Array.isArray(documents) ? documents : []) {
    const [error] = document.errors;
    if (error) {
      return { problem: error.message.split('\n')[0].replace(/:$/, '') };
    }
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (value !== null && value !== undefined) {
      const identity = identify(value);
      if (!identity) {
        return { problem: 'it has no apiVersion, kind and metadata.name' };
      }
      identities.push(identity);
    }
  }
  return { identities };
}

function identify(value: unknown): string | undefined {
  const { apiVersion, kind, metadata } = record(value);
  const { name, namespace } = record(metadata);
  if (
    typeof apiVersion !== 'string' ||
    typeof kind !== 'string' ||
    typeof name !== 'string'
  ) {
    return undefined;
  }
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return [group, kind, String(namespace ?? ''), name].join('/');
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
