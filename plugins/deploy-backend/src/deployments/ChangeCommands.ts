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
import { AppFinder, FoundApp } from '../app/AppFinder';
import { DeployApp } from '../app/resolveDeployApp';
import {
  NotRetryableError,
  PermissionDeniedError,
} from '../errors/DeployErrors';
import { Caller } from '../identity/Caller';
import { OperationRecord } from '../operations/OperationRecord';
import { OperationStore } from '../operations/OperationStore';
import { AnswersFirst } from './AnswersFirst';
import { auditedBy, AuditNote } from './audited';
import { ChangeService } from './ChangeService';
import { assertMay, EnvironmentPermissions } from './DeployAuthorizer';
import { whyNotRetry } from './operationActions';
import { resolvePromotion } from './resolvePromotion';

/**
 * Takes what people and programs ask for, in every channel: resolves the names, writes the audit log, asks the
 * permission, and hands the request on. The one way in for the HTTP API and for MCP.
 */
export class ChangeCommands {
  readonly #answers: AnswersFirst;
  readonly #apps: AppFinder;
  readonly #auditor: AuditorService;
  readonly #changes: ChangeService;
  readonly #store: OperationStore;

  constructor(options: {
    answers: AnswersFirst;
    apps: AppFinder;
    auditor: AuditorService;
    changes: ChangeService;
    store: OperationStore;
  }) {
    this.#answers = options.answers;
    this.#apps = options.apps;
    this.#auditor = options.auditor;
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
    return this.#answers.answer(() =>
      this.#audited(
        {
          eventId: 'promote',
          caller,
          entityRef,
          from: body.from,
          to: body.to,
          body,
          request,
        },
        async note => {
          const found = await this.#apps.find(entityRef, caller.credentials);
          const { app } = found;
          const environments = app.environments.map(item => item.environment);
          const step = resolvePromotion(
            body,
            environments.map(({ name }) => name),
            name => resolveEnvironment(environments, name).name,
          );
          note({ environment: step.to, sourceEnvironment: step.from });
          const permissions = requireChange(found, {
            action: 'promote',
            ...step,
            body,
          });
          return this.#changes.promote(app, step, body, {
            ...caller,
            permissions,
          });
        },
      ),
    );
  }

  /** Asks for a rollback. */
  async rollback(
    caller: Caller,
    entityRef: string,
    body: RollbackRequest,
    request?: Request,
  ): Promise<ChangeResponse> {
    return this.#answers.answer(() =>
      this.#audited(
        {
          eventId: 'rollback',
          caller,
          entityRef,
          to: body.environment,
          body,
          request,
        },
        async note => {
          const found = await this.#apps.find(entityRef, caller.credentials);
          const { app } = found;
          const { name } = resolveEnvironment(
            app.environments.map(item => item.environment),
            body.environment,
          );
          note({ environment: name });
          const permissions = requireChange(found, {
            action: 'rollback',
            to: name,
            body,
          });
          return this.#changes.rollback(app, name, body, {
            ...caller,
            permissions,
          });
        },
      ),
    );
  }

  /** Asks again for what an operation that did not succeed asked for. */
  async retry(
    caller: Caller,
    record: OperationRecord,
    body: RetryRequest,
    request?: Request,
  ): Promise<ChangeResponse> {
    return this.#answers.answer(async () => {
      const { operation } = record;
      const { entityRef } = operation;
      const change = {
        action: operation.kind === 'rollback' ? 'rollback' : 'promote',
        from: operation.sourceEnvironment,
        to: operation.environment,
        body,
      } as const;
      return this.#audited(
        {
          eventId: 'retry',
          caller,
          entityRef,
          retryOf: operation.id,
          request,
          ...change,
        },
        async () => {
          const found = await this.#apps.find(entityRef, caller.credentials);
          const { app } = found;
          const permissions = requireChange(found, change);
          const requester = { ...caller, permissions };
          // First: its own operation would be in the way of the same request, sent again.
          const repeated = await this.#changes.findRetry(
            app,
            record,
            body,
            requester,
          );
          if (repeated) {
            return repeated;
          }
          const latest = await this.#store.findLatest(entityRef);
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
          return this.#changes.retry(app, record, body, requester);
        },
      );
    });
  }

  async #audited(
    event: {
      eventId: string;
      caller: Caller;
      entityRef: string;
      /** As the caller calls them: the aliases are resolved under way. */
      from?: string;
      to?: string;
      retryOf?: string;
      body: Pick<PromoteRequest, 'breakGlass'>;
      request?: Request;
    },
    work: (note: AuditNote) => Promise<ChangeResponse>,
  ): Promise<ChangeResponse> {
    const { body } = event;
    return auditedBy(
      this.#auditor,
      {
        eventId: event.eventId,
        severityLevel: body.breakGlass ? 'critical' : 'medium',
        request: event.request,
        meta: {
          entityRef: event.entityRef,
          environment: event.to,
          sourceEnvironment: event.from,
          retryOf: event.retryOf,
          channel: event.caller.channel,
          requestedBy: event.caller.ref,
          breakGlass: body.breakGlass?.reason,
        },
      },
      async note => {
        const answer = await work(note);
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
}

/** Refuses who may not do this there, not leave out what it leaves out, or not break the glass. */
function requireChange(
  { app, permissionsIn }: FoundApp,
  change: {
    action: DeployAction;
    from?: string;
    to: string;
    body: Pick<PromoteRequest, 'breakGlass'>;
  },
): EnvironmentPermissions {
  const { action, from, to, body } = change;
  const { entityRef } = app;
  const permissions = assertMay(
    action,
    { entityRef, environment: to },
    permissionsIn(to),
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
      `You may not break the glass for '${entityRef}' in '${to}': it needs the permission 'deploy.freeze.override' there, which programs never have`,
      { id: 'freeze', title: 'Freeze' },
    );
  }
  return permissions;
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
