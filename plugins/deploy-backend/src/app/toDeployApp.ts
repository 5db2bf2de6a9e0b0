import { DeployConfig } from '../config/DeployConfig';
import { OperationRecord } from '../operations/OperationRecord';
import { DeployApp } from './resolveDeployApp';

/**
 * The application of an operation, with the one environment that it changes: what was pinned with the
 * request. Undefined where the environment is no longer configured.
 */
export function toDeployApp(
  record: OperationRecord,
  config: Pick<DeployConfig, 'environments'>,
): DeployApp | undefined {
  const { operation, settings } = record;
  const environment = config.environments.find(
    ({ name }) => name === operation.environment,
  );
  return (
    environment && {
      entityRef: operation.entityRef,
      name: settings.target.name,
      strategy: settings.strategy,
      observer: settings.observer,
      owners: settings.owners,
      slackChannel: settings.slackChannel,
      environments: [{ environment, target: settings.target }],
      problems: [],
    }
  );
}
