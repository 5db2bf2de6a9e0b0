import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { ActionContext } from './ActionContext';
import { createDiffEnvironmentsAction } from './createDiffEnvironmentsAction';
import { createGetDeploymentAction } from './createGetDeploymentAction';
import { createListDeploymentsAction } from './createListDeploymentsAction';
import { createPromoteDeploymentAction } from './createPromoteDeploymentAction';
import { createRollbackDeploymentAction } from './createRollbackDeploymentAction';

/** Registers what programs and models may do, over MCP and otherwise: with the rights of who they act for. */
export function registerActions(
  registry: ActionsRegistryService,
  context: ActionContext,
): void {
  createListDeploymentsAction(registry, context);
  createGetDeploymentAction(registry, context);
  createDiffEnvironmentsAction(registry, context);
  createPromoteDeploymentAction(registry, context);
  createRollbackDeploymentAction(registry, context);
}
