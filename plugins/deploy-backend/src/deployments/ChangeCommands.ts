import { AuditorService } from '@backstage/backend-plugin-api';
import {
  ChangeResponse,
  DeployAction,
  PromoteRequest,
  resolveEnvironment,
  RetryRequest,
  RollbackRequest,
} from '@openportal/plugin-deploy-common';
import { Request } from 'express';
import { AppFinder } from '../app/AppFinder';
import { DeployApp } from '../app/resolveDeployApp';
import {
  NotRetryableError,
  PermissionDeniedError,
} from '../errors/DeployErrors';
import { Caller } from '../identity/Caller';
import { OperationRecord } from '../operations/OperationRecord';
import { OperationStore } from '../operations/OperationStore';
import { auditedBy } from './audited';
import { ChangeService } from './ChangeService';
import { DeployAuthorizer, EnvironmentPermissions } from './DeployAuthorizer';
import { whyNotRetry } from './operationActions';
import { resolvePromotion } from './resolvePromotion';

/**
 * Takes what people and programs ask for, in every channel: resolves the names, writes the audit log, asks the
 * permission, and hands the request on. The one way in for the HTTP API and for MCP.
 */
export class ChangeCommands {
  readonly #apps: AppFinder;
  readonly #auditor: AuditorService;
  readonly #authorizer: DeployAuthorizer;
  readonly #changes: ChangeService;
  readonly #store: OperationStore;

  constructor(options: {
    apps: AppFinder;
    auditor: AuditorService;
    authorizer: DeployAuthorizer;
    changes: ChangeService;
    store: OperationStore;
  }) {
    this.#apps = options.apps;
    this.#auditor = options.auditor;
    this.#authorizer = options.authorizer;
    this.#changes = options.changes;
    this.#store = options.store;
  }

  /** Asks for a promotion. */
  async promote(
    caller: Caller,
    entityRef: string,
    body: PromoteRequest,
    request?: Request,
  ): Promise<ChangeResponse> {
    const { app } = await this.#apps.find(entityRef, caller.credentials);
    const environments = app.environments.map(item => item.environment);
    const step = resolvePromotion(
      body,
      environments.map(({ name }) => name),
      name => resolveEnvironment(environments, name).name,
    );
    return this.#audited(
      { eventId: 'promote', caller, app, ...step, body, request },
      async () => {
        const permissions = await this.#requireChange(
          { action: 'promote', app, ...step, body },
          caller,
        );
        return this.#changes.promote(app, step, body, {
          ...caller,
          permissions,
        });
      },
    );
  }

  /** Asks for a rollback. */
  async rollback(
    caller: Caller,
    entityRef: string,
    body: RollbackRequest,
    request?: Request,
  ): Promise<ChangeResponse> {
    const { app } = await this.#apps.find(entityRef, caller.credentials);
    const { name } = resolveEnvironment(
      app.environments.map(item => item.environment),
      body.environment,
    );
    return this.#audited(
      { eventId: 'rollback', caller, app, to: name, body, request },
      async () => {
        const permissions = await this.#requireChange(
          { action: 'rollback', app, to: name, body },
          caller,
        );
        return this.#changes.rollback(app, name, body, {
          ...caller,
          permissions,
        });
      },
    );
  }

  /** Asks again for what an operation that did not succeed asked for. */
  async retry(
    caller: Caller,
    record: OperationRecord,
    body: RetryRequest,
    request?: Request,
  ): Promise<ChangeResponse> {
    const { operation } = record;
    const { app } = await this.#apps.find(
      operation.entityRef,
      caller.credentials,
    );
    const change = {
      action: operation.kind === 'rollback' ? 'rollback' : 'promote',
      app,
      from: operation.sourceEnvironment,
      to: operation.environment,
      body,
    } as const;
    return this.#audited(
      { eventId: 'retry', caller, retryOf: operation.id, request, ...change },
      async () => {
        const permissions = await this.#requireChange(change, caller);
        const latest = await this.#store.findLatest(operation.entityRef);
        const obstacle =
          whyNotRetry({
            record,
            permissions,
            latestOperationId: latest.find(
              other => other.operation.environment === operation.environment,
            )?.operation.id,
          }) ?? whyNotUsed(app, [change.from, change.to]);
        if (obstacle !== undefined) {
          throw new NotRetryableError(operation, obstacle);
        }
        return this.#changes.retry(app, record, body, {
          ...caller,
          permissions,
        });
      },
    );
  }

  async #audited(
    event: {
      eventId: string;
      caller: Caller;
      app: DeployApp;
      from?: string;
      to: string;
      retryOf?: string;
      body: Pick<PromoteRequest, 'breakGlass'>;
      request?: Request;
    },
    work: () => Promise<ChangeResponse>,
  ): Promise<ChangeResponse> {
    const { body } = event;
    return auditedBy(
      this.#auditor,
      {
        eventId: event.eventId,
        severityLevel: body.breakGlass ? 'critical' : 'medium',
        request: event.request,
        meta: {
          entityRef: event.app.entityRef,
          environment: event.to,
          sourceEnvironment: event.from,
          retryOf: event.retryOf,
          channel: event.caller.channel,
          requestedBy: event.caller.ref,
          breakGlass: body.breakGlass?.reason,
        },
      },
      async () => {
        const answer = await work();
        return {
          answer,
          meta: {
            result: answer.result,
            operationId:
              answer.result === 'unchanged' ? undefined : answer.operation.id,
          },
        };
      },
    );
  }

  /** Refuses who may not do this there, not leave out what it leaves out, or not break the glass. */
  async #requireChange(
    change: {
      action: DeployAction;
      app: DeployApp;
      from?: string;
      to: string;
      body: Pick<PromoteRequest, 'breakGlass'>;
    },
    caller: Caller,
  ): Promise<EnvironmentPermissions> {
    const { action, app, from, to, body } = change;
    const { entityRef } = app;
    const permissions = await this.#authorizer.requireAction(
      action,
      { entityRef, environment: to },
      caller.credentials,
    );
    const names = app.environments.map(item => item.environment.name);
    const skipped =
      from === undefined
        ? []
        : names.slice(names.indexOf(from) + 1, names.indexOf(to));
    if (skipped.length > 0 && !permissions.skip) {
      throw new PermissionDeniedError(
        `You may not promote '${entityRef}' from '${from}' to '${to}': it leaves out ${skipped.join(
          ', ',
        )}, which needs the permission 'deploy.promote.skip'. Promote to '${
          skipped[0]
        }' first`,
        { id: 'skip-permission', title: 'Skipping environments' },
      );
    }
    if (body.breakGlass && !permissions.freezeOverride) {
      throw new PermissionDeniedError(
        `You may not break the glass for '${entityRef}' in '${to}': it needs the permission 'deploy.freeze.override' there`,
        { id: 'freeze', title: 'Freeze' },
      );
    }
    return permissions;
  }
}

function whyNotUsed(
  app: DeployApp,
  environments: (string | undefined)[],
): string | undefined {
  const gone = environments.find(
    name =>
      name !== undefined &&
      !app.environments.some(({ environment }) => environment.name === name),
  );
  return gone && `'${app.entityRef}' does not use '${gone}' any more`;
}
