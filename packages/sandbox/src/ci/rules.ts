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
