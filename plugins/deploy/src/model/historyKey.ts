import { DeploymentView } from '@openportal/plugin-deploy-common';

/**
 * Changes when an operation of an entity begins, moves on or ends: only then
 * is there something new in its history.
 */
export function historyKey(view: Pick<DeploymentView, 'environments'>): string {
  return view.environments
    .map(({ activeOperation, lastOperation }) => {
      const operation = activeOperation ?? lastOperation;
      return operation
        ? `${operation.id} ${operation.state} ${operation.updatedAt}`
        : '';
    })
    .join('|');
}
