import {
  AuditorService,
  AuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { PermissionRuleset } from '@backstage/plugin-permission-node';
import {
  DeploymentFilter,
  DeploymentResource,
} from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import { CallerPolicy } from './access/CallerPolicy';
import { ArtifactService } from './adapters/ArtifactService';
import { AppFinder } from './app/AppFinder';
import { DeployConfig } from './config/DeployConfig';
import { ActionPlanner } from './deployments/ActionPlanner';
import { AnswersFirst } from './deployments/AnswersFirst';
import { ChangeCommands } from './deployments/ChangeCommands';
import { ChangeService } from './deployments/ChangeService';
import { DeployAuthorizer } from './deployments/DeployAuthorizer';
import { KnownCallers } from './deployments/KnownCallers';
import { OperationCommands } from './deployments/OperationCommands';
import { RequestFactsReader } from './deployments/RequestFactsReader';
import { OperationRecord } from './operations/OperationRecord';
import { OperationStore } from './operations/OperationStore';
import { StateService } from './states/StateService';

/** Puts together what takes requests and decisions, for every channel. */
export function createCommands(options: {
  artifacts: ArtifactService;
  auditor: AuditorService;
  auth: AuthService;
  authorizer: DeployAuthorizer;
  callers: KnownCallers;
  catalog: CatalogService;
  config: DeployConfig;
  knex: Knex;
  permissions: PermissionsService;
  planner: ActionPlanner;
  ruleset: PermissionRuleset<DeploymentResource, DeploymentFilter>;
  states: StateService;
  store: OperationStore;
  /** Called with every new operation. */
  onRequest: (record: OperationRecord) => void;
  /** Called when a worker has something to do. */
  wake: () => void;
}) {
  const { callers, config } = options;
  const apps = new AppFinder({ ...options, policy: new CallerPolicy(options) });
  const answers = new AnswersFirst();
  const changes = new ChangeService({
    ...options,
    facts: new RequestFactsReader({ ...options, answers }),
    timeoutMs: config.timeoutMs,
    onRequest: (record, requester) => {
      callers.remember(record.operation.id, requester);
      answers.afterwards(() => {
        options.onRequest(record);
        options.wake();
      });
    },
  });
  return {
    apps,
    commands: new ChangeCommands({ ...options, answers, apps, changes }),
    operations: new OperationCommands(options),
  };
}
