import { createHash } from 'node:crypto';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  ChangeResponse,
  displayVersion,
  gatesAllow,
  Operation,
  PromoteRequest,
  RollbackRequest,
} from '@openportal/plugin-deploy-common';
import { DeployApp } from '../app/resolveDeployApp';
import {
  GateFailedError,
  IdempotencyKeyReusedError,
  OperationActiveError,
} from '../errors/DeployErrors';
import { findFreeze } from '../gates/freezes';
import { isRunningAlready } from '../gates/versionGates';
import {
  OperationRecord,
  OperationSettings,
} from '../operations/OperationRecord';
import { OperationStore } from '../operations/OperationStore';
import { StateService } from '../states/StateService';
import { ActionPlan, ActionPlanner } from './ActionPlanner';
import { assertExpected } from './assertExpected';
import { EnvironmentPermissions, toGatePermissions } from './DeployAuthorizer';

/** Who asks, and how. */
export type Requester = {
  ref: string;
  channel: Operation['channel'];
  permissions: EnvironmentPermissions;
};

type Request = {
  app: DeployApp;
  requester: Requester;
  kind: 'promote' | 'rollback';
  source?: string;
  target: string;
  version?: string;
  reason?: string;
  expected?: { from?: string; to?: string };
  idempotencyKey?: string;
};

/** Takes requests for changes: looks again at everything, and stores the intent. */
export class ChangeService {
  readonly #states: StateService;
  readonly #store: OperationStore;
  readonly #planner: ActionPlanner;
  readonly #timeoutMs: number;
  readonly #onRequest: (record: OperationRecord) => void;

  constructor(options: {
    states: StateService;
    store: OperationStore;
    planner: ActionPlanner;
    timeoutMs: number;
    onRequest: (record: OperationRecord) => void;
  }) {
    this.#states = options.states;
    this.#store = options.store;
    this.#planner = options.planner;
    this.#timeoutMs = options.timeoutMs;
    this.#onRequest = options.onRequest;
  }

  /** Asks for a promotion between two environments that are already resolved. */
  async promote(
    app: DeployApp,
    step: { from: string; to: string },
    body: PromoteRequest,
    requester: Requester,
  ): Promise<ChangeResponse> {
    return this.#request({
      app,
      requester,
      kind: 'promote',
      source: step.from,
      target: step.to,
      version: body.version,
      reason: body.reason,
      expected: body.expected,
      idempotencyKey: body.idempotencyKey,
    });
  }

  /** Asks for a rollback of an environment that is already resolved. */
  async rollback(
    app: DeployApp,
    environment: string,
    body: RollbackRequest,
    requester: Requester,
  ): Promise<ChangeResponse> {
    return this.#request({
      app,
      requester,
      kind: 'rollback',
      target: environment,
      version: body.version,
      reason: body.reason,
      expected: body.expected,
      idempotencyKey: body.idempotencyKey,
    });
  }

  async #request(request: Request): Promise<ChangeResponse> {
    const repeated = await this.#findRepeated(request);
    if (repeated) {
      return repeated;
    }
    const { app, target, source } = request;
    // Read before the sources are: what comes after this moment is noticed when the intent is stored.
    const latest = (await this.#store.findLatest(app.entityRef)).find(
      ({ operation }) => operation.environment === target,
    );
    const active =
      latest && latest.operation.finishedAt === undefined ? latest : undefined;
    const plan = await this.#plan(request, active?.operation);

    if (active) {
      return (
        (await this.#findRepeated(request)) ??
        fail(new OperationActiveError(active.operation))
      );
    }
    assertExpected(request, plan);
    if (request.kind === 'promote' && isRunningAlready(plan.facts)) {
      return {
        result: 'unchanged',
        message: `'${displayVersion(
          plan.facts.image ?? '',
        )}' runs healthy in '${target}' already. Nothing to do`,
      };
    }
    const { image } = plan.facts;
    if (image === undefined || !gatesAllow(plan.gates)) {
      throw new GateFailedError({
        action: request.kind === 'rollback' ? 'roll back' : 'promote',
        entityRef: app.entityRef,
        environment: target,
        gates: plan.gates,
      });
    }
    const { created, record } = await this.#store.create({
      kind: request.kind,
      entityRef: app.entityRef,
      environment: target,
      sourceEnvironment: source,
      fromImage: plan.facts.target.desired?.image,
      toImage: image,
      requestedBy: request.requester.ref,
      channel: request.requester.channel,
      reason: request.reason,
      idempotencyKey: request.idempotencyKey,
      requestHash: hashRequest(request),
      mode: plan.mode,
      settings: toSettings(request, plan),
      timeoutMs: this.#timeoutMs,
      latestOperationId: latest?.operation.id,
    });
    if (created) {
      this.#onRequest(record);
    }
    return toResponse(record, created);
  }

  async #plan(
    request: Request,
    activeOperation: Operation | undefined,
  ): Promise<ActionPlan> {
    const { app, source, target } = request;
    const states = await this.#states.read(app, {
      maxAgeMs: 0,
      only: source === undefined ? [target] : [source, target],
    });
    const context = {
      app,
      states,
      permissions: toGatePermissions(
        request.kind,
        request.requester.permissions,
      ),
      activeOperation,
      reasonGiven: request.reason !== undefined,
    };
    if (source !== undefined) {
      return this.#planner.planPromotion(context, source, target);
    }
    const plan = await this.#planner.planRollback(
      context,
      target,
      request.version,
    );
    if (request.version !== undefined && plan.facts.image === undefined) {
      throw new NotFoundError(
        `'${target}' of '${app.entityRef}' has not had the version '${request.version}' before, or runs it now. Pick one from its list of versions`,
      );
    }
    return plan;
  }

  async #findRepeated(request: Request): Promise<ChangeResponse | undefined> {
    const { idempotencyKey } = request;
    if (idempotencyKey === undefined) {
      return undefined;
    }
    const record = await this.#store.findByIdempotencyKey(idempotencyKey);
    if (record && record.requestHash !== hashRequest(request)) {
      throw new IdempotencyKeyReusedError(idempotencyKey, record.operation);
    }
    return record && toResponse(record, false);
  }
}

function toSettings(request: Request, plan: ActionPlan): OperationSettings {
  const { app, target, kind } = request;
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
  return {
    target: item.target,
    strategy: app.strategy,
    observer: app.observer,
    owners: app.owners,
    slackChannel: app.slackChannel,
    freezeOverridden:
      findFreeze(plan.facts.freezes, {
        action: kind,
        environment: target,
        now: plan.facts.now,
      }) !== undefined,
  };
}

/** What makes two requests the same one. The reason is not part of it: a retry may word it anew. */
function hashRequest(request: Request): string {
  return createHash('sha256')
    .update(
      JSON.stringify([
        request.kind,
        request.app.entityRef,
        request.source ?? '',
        request.target,
        request.version ?? '',
        request.requester.ref,
      ]),
    )
    .digest('hex');
}

function toResponse(record: OperationRecord, created: boolean): ChangeResponse {
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

function fail(error: Error): never {
  throw error;
}
