import { DeployAction, Environment } from '@openportal/plugin-deploy-common';
import { ChangeMode } from '../operations/OperationRecord';

/** How a change reaches an environment, by its configuration. */
export function modeOf(
  action: DeployAction,
  { protection }: Pick<Environment, 'protection'>,
): ChangeMode {
  return protection.mode === 'none' ||
    (action === 'rollback' && protection.rollback === 'direct')
    ? 'direct'
    : protection.mode;
}
