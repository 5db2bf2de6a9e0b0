import { createHash } from 'node:crypto';
import { InputError } from '@backstage/errors';
import { ChangeResponse, isSameImage } from '@openportal/plugin-deploy-common';
import { DeployApp } from '../app/resolveDeployApp';
import { Caller } from '../identity/Caller';
import { toApprovalSubject } from '../operations/approvalsSubject';
import {
  NewOperation,
  OperationRecord,
  OperationSettings,
} from '../operations/OperationRecord';
import { ActionPlan } from './ActionPlanner';
import { EnvironmentPermissions } from './DeployAuthorizer';

/** Who asks, and how. */
export type Requester = Caller & {
  permissions: EnvironmentPermissions;
};

/** A change that somebody asks for, with names that are resolved. */
export type ChangeRequest = {
  app: DeployApp;
  requester: Requester;
  kind: 'promote' | 'rollback';
  source?: string;
  target: string;
  version?: string;
  reason?: string;
  breakGlass?: { reason: string };
  expected?: { from?: string | null; to?: string; template?: string };
  idempotencyKey?: string;
  /** Operation whose intent this one repeats. */
  retryOf?: OperationRecord;
};

/** The operation to store for a request whose plan is allowed. */
export function toNewOperation(
  request: ChangeRequest,
  plan: ActionPlan,
  details: {
    image: string;
    sourceCommit?: string;
    timeoutMs: number;
    latestOperationId: string | undefined;
  },
): NewOperation {
  const { app, kind, target, requester, retryOf } = request;
  const { image } = details;
  const fromImage = fromImageOf(request, plan, image);
  return {
    kind,
    entityRef: app.entityRef,
    environment: target,
    sourceEnvironment: request.source,
    fromImage,
    toImage: image,
    requestedBy: requester.ref,
    channel: requester.channel,
    reason: request.reason,
    idempotencyKey: request.idempotencyKey,
    requestHash: hashRequest(request),
    correlationId: retryOf?.operation.correlationId,
    mode: plan.mode,
    settings: toSettings(request, plan, {
      image,
      fromImage,
      sourceCommit: details.sourceCommit,
    }),
    timeoutMs: details.timeoutMs,
    latestOperationId: details.latestOperationId,
  };
}

function toSettings(
  request: ChangeRequest,
  plan: ActionPlan,
  details: {
    image: string;
    fromImage: string | undefined;
    sourceCommit?: string;
  },
): OperationSettings {
  const { app, target, requester, breakGlass } = request;
  const item = app.environments.find(
    ({ environment }) => environment.name === target,
  );
  if (!item || app.strategy === undefined || app.observer === undefined) {
    throw new InputError(
      `'${app.entityRef}' cannot be changed: ${
        app.problems.map(({ message }) => message).join('; ') ||
        `it does not use '${target}'`
      }`,
    );
  }
  const template = plan.facts.target.desired?.template;
  const { protection } = plan.facts.environment;
  return {
    target: item.target,
    strategy: app.strategy,
    observer: app.observer,
    owners: app.owners,
    slackChannel: app.slackChannel,
    template,
    sourceCommit: details.sourceCommit,
    gates: plan.gates,
    skipped: plan.facts.skipped,
    breakGlass:
      breakGlass && plan.broken.length > 0
        ? {
            by: requester.ref,
            reason: breakGlass.reason,
            gates: plan.broken,
          }
        : undefined,
    retryOf: request.retryOf?.operation.id,
    approval:
      plan.mode === 'approvals'
        ? {
            ...toApprovalSubject({
              fromImage: details.fromImage,
              toImage: details.image,
              template,
            }),
            required: protection.approvals,
            excludeRequester: protection.excludeRequester,
          }
        : undefined,
  };
}

/** What was there before: for a retry of what is written already, what was there before that. */
function fromImageOf(
  request: ChangeRequest,
  plan: ActionPlan,
  image: string,
): string | undefined {
  const present = plan.facts.target.desired?.image;
  return request.retryOf && present !== undefined && isSameImage(present, image)
    ? request.retryOf.operation.from?.image
    : present;
}

/** What makes two requests the same one. The reason is not part of it: a retry may word it anew. */
export function hashRequest(request: ChangeRequest): string {
  return createHash('sha256')
    .update(
      JSON.stringify([
        request.kind,
        request.app.entityRef,
        request.source ?? '',
        request.target,
        request.version ?? '',
        request.requester.ref,
        ...(request.retryOf ? [request.retryOf.operation.id] : []),
      ]),
    )
    .digest('hex');
}

/** The answer to a request that has an operation, new or not. */
export function toChangeResponse(
  record: OperationRecord,
  created: boolean,
): ChangeResponse {
  const { operation } = record;
  const what = `${
    operation.kind === 'rollback' ? 'Rollback' : 'Promotion'
  } to '${operation.to.version}' in '${operation.environment}'`;
  return created
    ? { result: 'accepted', operation, message: `${what} is requested` }
    : {
        result: 'existing',
        operation,
        message: `${what} was requested before: it is '${operation.state}'`,
      };
}
