import { promises as fs } from 'node:fs';
import { join, relative } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';

/** A path within the repository of the portal, where templates and platform manifests live. */
export function repositoryPath(...path: string[]): string {
  return resolvePackagePath(
    '@openportal/plugin-scaffolder-backend-module-idp',
    '..',
    '..',
    ...path,
  );
}

/** The files below a folder: path to text. */
export async function readFolder(
  folder: string,
): Promise<Record<string, string>> {
  const entries = await fs.readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  const files: Record<string, string> = {};
  for (const entry of entries.filter(item => item.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files[relative(folder, path)] = await fs.readFile(path, 'utf8');
  }
  return files;
}
