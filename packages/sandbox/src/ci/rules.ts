import { parseDocument } from 'yaml';
import { z } from 'zod';

/** The workflow that a generated app brings. */
export const workflowPath = '.github/workflows/ci.yml';

/** The file whose image the workflow sets. */
export const deploymentPath = 'deploy/deployment.yaml';

/** The container of a generated app. */
export const appContainer = 'app';

const prefix = 'idp-';

/** Whether the sandbox builds this repository: only those that the portal makes. */
export function isToBeBuilt(repositoryName: string): boolean {
  return repositoryName.startsWith(prefix);
}

const pushTrigger = z.object({
  on: z.object({
    push: z.object({ 'paths-ignore': z.array(z.string()) }),
  }),
});

/**
 * Whether a push with these changes starts the workflow: not when every changed
 * file is in a folder that `paths-ignore` lists. Only patterns of the form
 * `folder/**` are understood; others ignore nothing.
 */
export function isPathIncluded(
  workflow: string,
  changedFiles: string[],
): boolean {
  const document = parseDocument(workflow);
  // GitHub runs nothing from a broken workflow; here it is the build that says so.
  const trigger = pushTrigger.safeParse(
    document.errors.length === 0 ? document.toJS() : undefined,
  );
  const folders = trigger.success
    ? trigger.data.on.push['paths-ignore']
        .filter(pattern => pattern.endsWith('/**'))
        .map(pattern => pattern.slice(0, -'**'.length))
    : [];
  return (
    changedFiles.length === 0 ||
    changedFiles.some(file => !folders.some(folder => file.startsWith(folder)))
  );
}
