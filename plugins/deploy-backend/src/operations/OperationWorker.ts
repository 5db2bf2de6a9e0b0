import { LoggerService } from '@backstage/backend-plugin-api';
import { canTransition, isFinalState } from '@openportal/plugin-deploy-common';
import { describeError } from '../errors/describeError';
import { LeaseLostError, OperationChangedError } from '../errors/DeployErrors';
import { HandOverError, holdLease } from './holdLease';
import { OperationClaim, OperationRecord } from './OperationRecord';
import { OperationStore } from './OperationStore';
import { steps } from './steps';
import { StepContext } from './steps/Step';

const MAX_BACKOFF_MS = 30_000;
/** A day of attempts at the longest backoff: what waits for a person has no deadline, but its source must answer. */
const MAX_FAILED_ATTEMPTS = 2_880;

/**
 * Carries operations out, one step at a time. Everything that it knows is in the database, so any replica
 * may take over from any other at any point.
 */
export class OperationWorker {
  readonly #store: OperationStore;
  readonly #context: Omit<StepContext, 'nowMs'>;
  readonly #logger: LoggerService;
  readonly #onChange: (record: OperationRecord) => void;
  readonly #handOverAfterMs: number | undefined;

  constructor(options: {
    store: OperationStore;
    context: Omit<StepContext, 'nowMs'>;
    logger: LoggerService;
    onChange: (record: OperationRecord) => void;
    /** How long a step that is under way may go on after the signal to stop. */
    handOverAfterMs?: number;
  }) {
    this.#store = options.store;
    this.#context = options.context;
    this.#logger = options.logger;
    this.#onChange = options.onChange;
    this.#handOverAfterMs = options.handOverAfterMs;
  }

  /**
   * Works on the next due operation until it must wait. False where nothing is due.
   *
   * @param signal - when it is given, nothing new is begun: the operation is handed over to another replica
   * after the step that is under way, or without it where that takes too long
   */
  async runOnce(signal?: AbortSignal): Promise<boolean> {
    if (signal?.aborted) {
      return false;
    }
    const claim = await this.#store.claim(this.#leaseMs);
    if (!claim) {
      return false;
    }
    await this.#advance(claim, signal);
    return true;
  }

  get #leaseMs(): number {
    return this.#context.config.worker.leaseMs;
  }

  async #advance(first: OperationClaim, signal?: AbortSignal): Promise<void> {
    let claim = first;
    for (;;) {
      try {
        if (signal?.aborted) {
          throw new HandOverError(claim.record.operation.id);
        }
        const next = await this.#step(claim, signal);
        if (!next) {
          return;
        }
        claim = next;
      } catch (error) {
        const reloaded = await this.#recover(claim, error);
        if (!reloaded) {
          return;
        }
        claim = reloaded;
      }
    }
  }

  /** One step. Undefined where there is nothing more to do now. */
  async #step(
    claim: OperationClaim,
    signal?: AbortSignal,
  ): Promise<OperationClaim | undefined> {
    const { record } = claim;
    const { state } = record.operation;
    const step = steps[state];
    if (!step) {
      throw new Error(`Nothing is known to do in the state '${state}'`);
    }
    await this.#store.extend(claim, this.#leaseMs);
    const nowMs = await this.#store.now();
    const outcome = await holdLease(
      {
        operationId: record.operation.id,
        leaseMs: this.#leaseMs,
        extend: () => this.#store.extend(claim, this.#leaseMs),
        signal,
        handOverAfterMs: this.#handOverAfterMs,
      },
      () => step(record, { ...this.#context, nowMs }),
    );
    if (outcome.kind === 'wait') {
      await this.#store.release(claim, {
        delayMs: outcome.delayMs,
        ...outcome.update,
      });
      if (
        outcome.update?.voidApprovals !== undefined ||
        (outcome.update?.reason !== undefined &&
          outcome.update.reason !== record.operation.stateReason)
      ) {
        this.#onChange(record);
      }
      return undefined;
    }
    const next = await this.#store.transition(claim, outcome.transition);
    const { operation } = next.record;
    this.#logger.info('A deploy operation moved on', {
      operationId: operation.id,
      entityRef: operation.entityRef,
      environment: operation.environment,
      state: operation.state,
    });
    this.#onChange(next.record);
    return isFinalState(operation.state) ? undefined : next;
  }

  /** What becomes of an operation whose step did not come through. The claim where the worker goes on with it. */
  async #recover(
    claim: OperationClaim,
    error: unknown,
  ): Promise<OperationClaim | undefined> {
    const { operation } = claim.record;
    const meta = {
      operationId: operation.id,
      entityRef: operation.entityRef,
      environment: operation.environment,
      error: describeError(error),
    };
    if (error instanceof LeaseLostError) {
      this.#logger.warn('Another worker took a deploy operation over', meta);
      return undefined;
    }
    try {
      if (error instanceof OperationChangedError) {
        return await this.#store.reload(claim);
      }
      if (error instanceof HandOverError) {
        await this.#store.release(claim, { delayMs: 0 });
        this.#logger.info('A deploy operation was handed over', meta);
        return undefined;
      }
      this.#logger.warn('A step of a deploy operation failed', meta);
      await this.#putBack(claim, error);
    } catch (releaseError) {
      // The lease runs out by itself, and then somebody takes it up again.
      this.#logger.warn('A deploy operation could not be put back', {
        ...meta,
        error: describeError(releaseError),
      });
    }
    return undefined;
  }

  async #putBack(claim: OperationClaim, error: unknown): Promise<void> {
    const { record } = claim;
    const end = await this.#hopelessEnd(record);
    if (end) {
      const ended = await this.#store.transition(claim, {
        to: end,
        reason: `It could not be carried out: ${describeError(error)}`,
      });
      this.#onChange(ended.record);
      return;
    }
    await this.#store.release(claim, {
      delayMs: backoff(
        record.attempts,
        this.#context.config.worker.pollIntervalMs,
      ),
      failedAttempt: true,
      reason: `Trying again: ${describeError(error)}`,
    });
  }

  /** How it ends where even the time for finding out what happened is over: every operation must end. */
  async #hopelessEnd({
    attempts,
    deadlineMs,
    operation,
  }: OperationRecord): Promise<'timed-out' | 'failed' | undefined> {
    if (deadlineMs === undefined) {
      return attempts >= MAX_FAILED_ATTEMPTS &&
        canTransition(operation.state, 'failed')
        ? 'failed'
        : undefined;
    }
    return canTransition(operation.state, 'timed-out') &&
      (await this.#store.now()) >= deadlineMs + this.#context.config.timeoutMs
      ? 'timed-out'
      : undefined;
  }
}

/** Doubles with each attempt, with jitter, so that replicas do not come back all at once. */
function backoff(attempts: number, pollIntervalMs: number): number {
  const delay = Math.min(
    MAX_BACKOFF_MS,
    pollIntervalMs * 2 ** Math.min(attempts, 10),
  );
  return Math.round(delay * (0.75 + Math.random() / 2));
}
