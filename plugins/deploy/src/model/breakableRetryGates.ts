import {
  DeploymentView,
  Gate,
  Operation,
} from '@openportal/plugin-deploy-common';
import { breakableGates } from './actionRefusal';
import { isSameOrNone } from './isSamePlan';

/**
 * The gates in the way of another try that breaking the glass would pass, as they are now. They are those of the
 * next promotion or rollback of the environment; how long a version has been healthy is left out where that would
 * be about another version.
 */
export function breakableRetryGates(
  view: Pick<DeploymentView, 'environments'>,
  operation: Pick<Operation, 'kind' | 'environment' | 'to'>,
): Gate[] {
  const { kind, environment, to } = operation;
  const preview =
    kind === 'rollback'
      ? view.environments.find(item => item.environment.name === environment)
          ?.rollback
      : view.environments.find(
          ({ promote }) => promote?.environment === environment,
        )?.promote;
  return breakableGates(preview?.gates ?? []).filter(
    ({ id }) => id !== 'soak' || isSameOrNone(preview?.to?.image, to.image),
  );
}
