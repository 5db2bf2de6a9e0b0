import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { canTransition, isFinalState } from '@openportal/plugin-deploy-common';
import { LeaseLostError } from '../errors/DeployErrors';
import { OperationClaim, OperationRecord } from './OperationRecord';
import { OperationStore } from './OperationStore';
import { steps } from './steps';
import { StepContext } from './steps/Step';

const MAX_BACKOFF_MS = 30_000;

/**
 * Carries operations out, one step at a time. Everything that it knows is in the database, so any replica
 * may take over from any other at any point.
 */
export class OperationWorker {
  readonly #store: OperationStore;
  readonly #context: Omit<StepContext, 'nowMs'>;
  readonly #logger: LoggerService;
  readonly #onChange: (record: OperationRecord) => void;

  constructor(options: {
    store: OperationStore;
    context: Omit<StepContext, 'nowMs'>;
    logger: LoggerService;
    onChange: (record: OperationRecord) => void;
  }) {
    this.#store = options.store;
    this.#context = options.context;
    this.#logger = options.logger;
    this.#onChange = options.onChange;
  }

  /** Works on the next due operation until it must wait. False where nothing is due. */
  async runOnce(): Promise<boolean> {
    const claim = await this.#store.claim(this.#leaseMs);
    if (!claim) {
      return false;
    }
    await this.#advance(claim);
    return true;
  }

  get #leaseMs(): number {
    return this.#context.config.worker.leaseMs;
  }

  async #advance(first: OperationClaim): Promise<void> {
    let claim = first;
    try {
      for (;;) {
        const next = await this.#step(claim);
        if (!next) {
          return;
        }
        claim = next;
      }
    } catch (error) {
      await this.#putBack(claim, error);
    }
  }

  /** One step. Undefined where there is nothing more to do now. */
  async #step(claim: OperationClaim): Promise<OperationClaim | undefined> {
    const { record } = claim;
    const { state } = record.operation;
    const step = steps[state];
    if (!step) {
      throw new Error(`Nothing is known to do in the state '${state}'`);
    }
    await this.#store.extend(claim, this.#leaseMs);
    const outcome = await step(record, {
      ...this.#context,
      nowMs: await this.#store.now(),
    });
    if (outcome.kind === 'wait') {
      await this.#store.release(claim, {
        delayMs: outcome.delayMs,
        ...outcome.update,
      });
      if (
        outcome.update?.reason !== undefined &&
        outcome.update.reason !== record.operation.stateReason
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

  /** Whether even the time for finding out what happened is over: every operation must end. */
  async #isHopeless({
    deadlineMs,
    operation,
  }: OperationRecord): Promise<boolean> {
    return (
      deadlineMs !== undefined &&
      canTransition(operation.state, 'timed-out') &&
      (await this.#store.now()) >= deadlineMs + this.#context.config.timeoutMs
    );
  }

  async #putBack(claim: OperationClaim, error: unknown): Promise<void> {
    const { operation } = claim.record;
    const meta = {
      operationId: operation.id,
      entityRef: operation.entityRef,
      environment: operation.environment,
      error: stringifyError(error),
    };
    if (error instanceof LeaseLostError) {
      this.#logger.warn('Another worker took a deploy operation over', meta);
      return;
    }
    this.#logger.warn('A step of a deploy operation failed', meta);
    try {
      if (await this.#isHopeless(claim.record)) {
        const ended = await this.#store.transition(claim, {
          to: 'timed-out',
          reason: `It could not be carried out: ${stringifyError(error)}`,
        });
        this.#onChange(ended.record);
        return;
      }
      await this.#store.release(claim, {
        delayMs: backoff(
          claim.record.attempts,
          this.#context.config.worker.pollIntervalMs,
        ),
        failedAttempt: true,
        reason: `Trying again: ${stringifyError(error)}`,
      });
    } catch (releaseError) {
      // The lease runs out by itself, and then somebody takes it up again.
      this.#logger.warn('A deploy operation could not be put back', {
        ...meta,
        error: stringifyError(releaseError),
      });
    }
  }
}

/** Doubles with each attempt, with jitter, so that replicas do not come back all at once. */
function backoff(attempts: number, pollIntervalMs: number): number {
  const delay = Math.min(
    MAX_BACKOFF_MS,
    pollIntervalMs * 2 ** Math.min(attempts, 10),
  );
  return delay * (0.75 + Math.random() / 2);
}
