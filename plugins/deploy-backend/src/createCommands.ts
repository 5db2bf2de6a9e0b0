import { AuditorService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { ArtifactService } from './adapters/ArtifactService';
import { AppFinder } from './app/AppFinder';
import { DeployConfig } from './config/DeployConfig';
import { ActionPlanner } from './deployments/ActionPlanner';
import { ChangeCommands } from './deployments/ChangeCommands';
import { ChangeService } from './deployments/ChangeService';
import { DeployAuthorizer } from './deployments/DeployAuthorizer';
import { KnownCallers } from './deployments/KnownCallers';
import { OperationCommands } from './deployments/OperationCommands';
import { OperationRecord } from './operations/OperationRecord';
import { OperationStore } from './operations/OperationStore';
import { StateService } from './states/StateService';

/** Puts together what takes requests and decisions, for every channel. */
export function createCommands(options: {
  artifacts: ArtifactService;
  auditor: AuditorService;
  authorizer: DeployAuthorizer;
  callers: KnownCallers;
  catalog: CatalogService;
  config: DeployConfig;
  planner: ActionPlanner;
  states: StateService;
  store: OperationStore;
  /** Called with every new operation. */
  onRequest: (record: OperationRecord) => void;
  /** Called when a worker has something to do. */
  wake: () => void;
}) {
  const { callers, config } = options;
  const apps = new AppFinder(options);
  const changes = new ChangeService({
    ...options,
    timeoutMs: config.timeoutMs,
    onRequest: (record, requester) => {
      callers.remember(record.operation.id, requester);
      options.onRequest(record);
      options.wake();
    },
  });
  return {
    apps,
    commands: new ChangeCommands({ ...options, apps, changes }),
    operations: new OperationCommands(options),
  };
}
