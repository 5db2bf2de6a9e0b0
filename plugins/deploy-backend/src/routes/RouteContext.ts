import {
  AuditorService,
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import { LedgerRecord } from '@openportal/plugin-deploy-node';
import { Request } from 'express';
import { z } from 'zod';
import { CallerAccess } from '../access/CallerAccess';
import { DeployApp, resolveDeployApp } from '../app/resolveDeployApp';
import { CreationService } from '../creation/CreationService';
import { DeployConfig } from '../config/DeployConfig';
import { DatabaseOutbox } from '../database/DatabaseOutbox';
import { ChangeCommands } from '../deployments/ChangeCommands';
import { DeploymentService } from '../deployments/DeploymentService';
import { OperationCommands } from '../deployments/OperationCommands';
import { DiffService } from '../diff/DiffService';
import { Caller, toCaller } from '../identity/Caller';
import { MatrixService } from '../matrix/MatrixService';
import { OperationStore } from '../operations/OperationStore';

/** What the routes are made of. */
export type RouteContext = {
  config: DeployConfig;
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  deployments: DeploymentService;
  commands: ChangeCommands;
  operations: OperationCommands;
  store: OperationStore;
  access: CallerAccess;
  matrix: MatrixService;
  diffs: DiffService;
  creations: CreationService;
  permissions: PermissionsService;
  /** Rows of the ledger, in order. */
  readLedger: (query: {
    after: number;
    limit: number;
  }) => Promise<LedgerRecord[]>;
  outbox: Pick<DatabaseOutbox, 'list' | 'replay' | 'status'>;
  /** Lets the messages be looked at now. */
  wakeMessages: () => void;
  /** Somebody looks at an application. */
  viewed: (view: {
    entity: Entity;
    app: DeployApp;
    neverRead: boolean;
  }) => void;
  /** Reads an application because a person asked for exactly that. */
  readNow: (app: DeployApp) => Promise<void>;
};

/** How a path names an entity. */
export const entityParams = z.object({
  kind: z.string().min(1).max(63),
  namespace: z.string().min(1).max(63),
  name: z.string().min(1).max(63),
});

/** Finds out who calls. */
export async function readCaller(
  context: Pick<RouteContext, 'httpAuth'>,
  request: Request,
): Promise<Caller> {
  return toCaller(
    await context.httpAuth.credentials(request, { allow: ['user', 'service'] }),
  );
}

/** The application of the path for a page: it may be some seconds old. */
export async function readViewedApp(
  context: RouteContext,
  request: Request,
  credentials: BackstageCredentials,
): Promise<{ app: DeployApp; entity: Entity }> {
  const entityRef = stringifyEntityRef(parse(entityParams, request.params));
  return found(
    context,
    entityRef,
    await context.access.findEntity(entityRef, credentials),
  );
}

function found(
  context: RouteContext,
  entityRef: string,
  entity: Entity | undefined,
): { app: DeployApp; entity: Entity } {
  if (!entity) {
    throw new NotFoundError(
      `No entity '${entityRef}' is in the catalog, or you may not see it`,
    );
  }
  return { entity, app: resolveDeployApp(entity, context.config) };
}

/** Input that has this shape, or an error that names each field that has not. */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (!result.success) {
    throw new InputError(
      `The request is not valid: ${result.error.issues
        .map(({ path, message }) =>
          path.length > 0 ? `${path.join('.')}: ${message}` : message,
        )
        .join('; ')}`,
    );
  }
  return result.data;
}
