import { DeployAction } from '@openportal/plugin-deploy-common';

/** What a person does who asks for an action, for messages. */
export function actionVerb(action: DeployAction): string {
  return action === 'rollback' ? 'roll back' : action;
}
