import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  EnvironmentView,
  Gate,
  Operation,
  resolveEnvironment,
} from '@openportal/plugin-deploy-common';
import { CallerAccess } from '../access/CallerAccess';
import { DeployApp, resolveDeployApp } from '../app/resolveDeployApp';
import { DeployConfig } from '../config/DeployConfig';
import { ChangeCommands } from '../deployments/ChangeCommands';
import { EnvironmentPermissions } from '../deployments/DeployAuthorizer';
import { DeploymentService } from '../deployments/DeploymentService';
import { DiffService } from '../diff/DiffService';
import { MatrixService } from '../matrix/MatrixService';

/** What the actions are made of: the same services as the HTTP API. */
export type ActionContext = {
  access: CallerAccess;
  commands: ChangeCommands;
  config: DeployConfig;
  deployments: DeploymentService;
  diffs: DiffService;
  matrix: MatrixService;
};

/** What `entity` means in the input of an action: a whole reference, or the name of a component. */
export const entityDescription =
  "The application: an entity reference such as 'component:default/payments', or just 'payments' for a component. Find it with list-deployments or in the catalog";

/** The whole reference of what somebody typed. */
export function toEntityRef(text: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(text.trim(), {
        defaultKind: 'component',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    throw new InputError(
      `'${text}' is no reference of an entity: write it as component:default/payments`,
    );
  }
}

/** An application with those of its environments that the caller may see. */
export async function findReadableApp(
  context: ActionContext,
  text: string,
  credentials: BackstageCredentials,
): Promise<{
  app: DeployApp;
  permissions: Map<string, EnvironmentPermissions>;
}> {
  const entityRef = toEntityRef(text);
  const entity = await context.access.findEntity(entityRef, credentials);
  if (!entity) {
    throw new NotFoundError(
      `No entity '${entityRef}' is in the catalog, or you may not see it. List what there is with list-deployments`,
    );
  }
  const app = resolveDeployApp(entity, context.config);
  const permissions = await context.access.requireRead(
    app,
    app.environments.map(({ environment }) => environment.name),
    credentials,
  );
  return { app, permissions };
}

/** The canonical name of an environment of an application. */
export function environmentName(app: DeployApp, text: string): string {
  return resolveEnvironment(
    app.environments.map(item => item.environment),
    text,
  ).name;
}

/** An environment, short enough for a model to read. */
export function summarizeEnvironment(view: EnvironmentView) {
  const { state, promote, rollback, activeOperation } = view;
  return {
    environment: view.environment.name,
    desiredVersion: state.desired?.version,
    runningVersion: state.observed?.version,
    health: state.health,
    sync: state.sync,
    drift: state.drift,
    stale: state.stale,
    message: state.message,
    promotion: promote && {
      to: promote.environment,
      version: promote.to?.version,
      image: promote.to?.image,
      replaces: promote.from?.image,
      allowed: promote.allowed,
      mode: promote.mode,
      obstacles: summarizeGates(promote.gates),
    },
    rollback: rollback && {
      version: rollback.to?.version,
      image: rollback.to?.image,
      allowed: rollback.allowed,
      mode: rollback.mode,
      obstacles: summarizeGates(rollback.gates),
    },
    operation: activeOperation && summarizeOperation(activeOperation),
  };
}

/** An operation, short enough for a model to read. */
export function summarizeOperation(operation: Operation) {
  return {
    id: operation.id,
    kind: operation.kind,
    environment: operation.environment,
    version: operation.to.version,
    state: operation.state,
    stateReason: operation.stateReason,
    requestedBy: operation.requestedBy,
    requestedAt: operation.requestedAt,
    url: operation.change?.url,
  };
}

/** What does not pass: which gate, why, and who or what clears it. */
function summarizeGates(gates: readonly Gate[]) {
  return gates
    .filter(gate => gate.status !== 'pass')
    .map(({ id, status, reason, clearedBy, clearsAt }) => ({
      gate: id,
      status,
      reason,
      clearedBy,
      clearsAt,
    }));
}
