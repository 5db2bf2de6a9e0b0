import { createConditionExports } from '@backstage/plugin-permission-node';
import { deploymentPermissionResourceRef } from './deploymentResource';
import { deploymentRules } from './rules';

const conditionExports = createConditionExports({
  resourceRef: deploymentPermissionResourceRef,
  rules: deploymentRules,
});

/**
 * Conditions for permission policies: `deploymentConditions.isEntityOwner({ claims })` and
 * `deploymentConditions.inEnvironment({ environments })`.
 *
 * @public
 */
export const deploymentConditions = conditionExports.conditions;

/**
 * Makes a conditional decision out of {@link deploymentConditions}.
 *
 * @public
 */
export const createDeploymentConditionalDecision =
  conditionExports.createConditionalDecision;
