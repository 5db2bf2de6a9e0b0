import { NotFoundError } from '@backstage/errors';
import {
  ChangeResponse,
  displayVersion,
  gatesAllow,
  Operation,
  PromoteRequest,
  RetryRequest,
  RollbackRequest,
  sourceCommitOf,
} from '@openportal/plugin-deploy-common';
import { ArtifactService } from '../adapters/ArtifactService';
import { DeployApp } from '../app/resolveDeployApp';
import {
  GateFailedError,
  IdempotencyKeyReusedError,
  OperationActiveError,
} from '../errors/DeployErrors';
import { actionVerb } from '../gates/actionVerb';
import { isRunningAlready } from '../gates/versionGates';
import { OperationRecord } from '../operations/OperationRecord';
import { OperationStore } from '../operations/OperationStore';
import { ActionPlan, ActionPlanner } from './ActionPlanner';
import { assertExpected } from './assertExpected';
import { toGatePermissions } from './DeployAuthorizer';
import { RequestFacts, RequestFactsReader } from './RequestFactsReader';
import {
  ChangeRequest,
  hashRequest,
  Requester,
  toChangeResponse,
  toNewOperation,
} from './toNewOperation';

/** Takes requests for changes: looks again at everything, and stores the intent. */
export class ChangeService {
  readonly #facts: RequestFactsReader;
  readonly #store: OperationStore;
  readonly #planner: ActionPlanner;
  readonly #artifacts: ArtifactService;
  readonly #timeoutMs: number;
  readonly #onRequest: (record: OperationRecord, requester: Requester) => void;

  constructor(options: {
    facts: RequestFactsReader;
    store: OperationStore;
    planner: ActionPlanner;
    artifacts: ArtifactService;
    timeoutMs: number;
    onRequest: (record: OperationRecord, requester: Requester) => void;
  }) {
    this.#facts = options.facts;
    this.#store = options.store;
    this.#planner = options.planner;
    this.#artifacts = options.artifacts;
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
    const { version, reason, breakGlass, expected, idempotencyKey } = body;
    return this.#request({
      app,
      requester,
      kind: 'promote',
      source: step.from,
      target: step.to,
      version,
      reason,
      breakGlass,
      expected,
      idempotencyKey,
    });
  }

  /** Asks for a rollback of an environment that is already resolved. */
  async rollback(
    app: DeployApp,
    environment: string,
    body: RollbackRequest,
    requester: Requester,
  ): Promise<ChangeResponse> {
    const { version, reason, breakGlass, expected, idempotencyKey } = body;
    return this.#request({
      app,
      requester,
      kind: 'rollback',
      target: environment,
      version,
      reason,
      breakGlass,
      expected,
      idempotencyKey,
    });
  }

  /**
   * Asks again for what an operation asked for, that version and no other: a new operation, with the gates as they
   * are now.
   */
  async retry(
    app: DeployApp,
    retryOf: OperationRecord,
    body: RetryRequest,
    requester: Requester,
  ): Promise<ChangeResponse> {
    return this.#request(toRetryRequest(app, retryOf, body, requester));
  }

  /** The answer to a retry that was asked for with the same key before: whose answer got lost asks again. */
  async findRetry(
    app: DeployApp,
    retryOf: OperationRecord,
    body: RetryRequest,
    requester: Requester,
  ): Promise<ChangeResponse | undefined> {
    return this.#findRepeated(toRetryRequest(app, retryOf, body, requester));
  }

  async #request(request: ChangeRequest): Promise<ChangeResponse> {
    const repeated = await this.#findRepeated(request);
    if (repeated) {
      return repeated;
    }
    const { app, source, target } = request;
    // Read before the sources are: what comes after this moment is noticed when the intent is stored.
    const [operations, stored] = await Promise.all([
      this.#store.findLatest(app.entityRef),
      this.#facts.readStored(app),
    ]);
    const latest = operations.find(
      ({ operation }) => operation.environment === target,
    );
    const active =
      latest && latest.operation.finishedAt === undefined ? latest : undefined;
    const facts = await this.#facts.ask(
      app,
      source === undefined ? [target] : [source, target],
      stored,
    );
    const plan = await this.#plan(request, facts, active?.operation);

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
        action: actionVerb(request.kind),
        entityRef: app.entityRef,
        environment: target,
        gates: plan.gates,
      });
    }
    const { created, record } = await this.#store.create(
      toNewOperation(request, plan, {
        image,
        sourceCommit: await this.#findSourceCommit(image, facts),
        timeoutMs: this.#timeoutMs,
        latestOperationId: latest?.operation.id,
      }),
    );
    if (created) {
      this.#onRequest(record, request.requester);
    }
    return toChangeResponse(record, created);
  }

  async #plan(
    request: ChangeRequest,
    facts: RequestFacts,
    activeOperation: Operation | undefined,
  ): Promise<ActionPlan> {
    const { app, source, target } = request;
    const context = {
      app,
      states: facts.states,
      findMark: facts.findMark,
      nowMs: facts.nowMs,
      permissions: toGatePermissions(
        request.kind,
        request.requester.permissions,
      ),
      activeOperation,
      reasonGiven: request.reason !== undefined,
      breaksGlass: request.breakGlass !== undefined,
    };
    if (source !== undefined) {
      return this.#planner.planPromotion(context, source, target);
    }
    const plan = await this.#planner.planRollback(context, target, {
      version: request.version,
      allowCurrent: request.retryOf !== undefined,
    });
    if (request.version !== undefined && plan.facts.image === undefined) {
      throw new NotFoundError(
        `'${target}' of '${app.entityRef}' has not had the version '${request.version}' before, or runs it now. Pick one from its list of versions`,
      );
    }
    return plan;
  }

  /** The commit of an image whose tag does not name it, where the registry knows. */
  async #findSourceCommit(
    image: string,
    facts: RequestFacts,
  ): Promise<string | undefined> {
    return (
      sourceCommitOf(image) ??
      facts.sourceCommitOf(image) ??
      (await this.#artifacts.describe(image))?.sourceCommit
    );
  }

  async #findRepeated(
    request: ChangeRequest,
  ): Promise<ChangeResponse | undefined> {
    const { idempotencyKey } = request;
    if (idempotencyKey === undefined) {
      return undefined;
    }
    const record = await this.#store.findByIdempotencyKey(idempotencyKey);
    if (record && record.requestHash !== hashRequest(request)) {
      throw new IdempotencyKeyReusedError(idempotencyKey, record.operation);
    }
    return record && toChangeResponse(record, false);
  }
}

function toRetryRequest(
  app: DeployApp,
  retryOf: OperationRecord,
  body: RetryRequest,
  requester: Requester,
): ChangeRequest {
  const { operation } = retryOf;
  return {
    app,
    requester,
    kind: operation.kind === 'rollback' ? 'rollback' : 'promote',
    source: operation.sourceEnvironment,
    target: operation.environment,
    version: operation.to.image,
    reason: body.reason ?? operation.reason,
    breakGlass: body.breakGlass,
    idempotencyKey: body.idempotencyKey,
    retryOf,
  };
}

function fail(error: Error): never {
  throw error;
}
