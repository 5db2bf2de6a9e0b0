import { LoggerService } from '@backstage/backend-plugin-api';
import { databaseNow } from '@openportal/database-node';
import { OperationChange } from '@openportal/plugin-deploy-common';
import { ChangeRef } from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import { describeError } from '../errors/describeError';
import {
  callPort,
  READ_TIMEOUT_MS,
  WRITE_TIMEOUT_MS,
} from '../adapters/callPort';
import {
  claimLateOperation,
  LateOperation,
  recordLateEffect,
  recordLateSuccess,
  scheduleLateOperation,
} from '../database/lateOperations';
import { OperationRecord } from './OperationRecord';
import { steps } from './steps';
import { StepContext } from './steps/Step';

const WATCH_MS = 24 * 60 * 60_000;
/** How long a write can be on its way whose worker has lost its lease. */
const STRAY_WRITE_MS = 60 * 60_000;
const LONGEST_PAUSE_MS = 10 * 60_000;
/** Longer than a look takes: nobody else looks meanwhile. */
const LOOK_LIMIT_MS = 60_000;

/**
 * Looks again, for a day, at operations that timed out or failed: a cluster that was slow, or came back, may
 * run the version after all. That is told, and written to the ledger.
 */
export class LateWatcher {
  readonly #knex: Knex;
  readonly #context: Omit<StepContext, 'nowMs'>;
  readonly #logger: LoggerService;
  readonly #onChange: (record: OperationRecord) => void;

  constructor(options: {
    knex: Knex;
    context: Omit<StepContext, 'nowMs'>;
    logger: LoggerService;
    onChange: (record: OperationRecord) => void;
  }) {
    this.#knex = options.knex;
    this.#context = options.context;
    this.#logger = options.logger;
    this.#onChange = options.onChange;
  }

  /** Looks at the next one. False where none is due. */
  async runOnce(): Promise<boolean> {
    const late = await claimLateOperation(this.#knex, LOOK_LIMIT_MS);
    if (!late) {
      return false;
    }
    const { operation } = late.record;
    const verdict = await this.#look(late);
    if (verdict === 'works') {
      const record = await recordLateSuccess(this.#knex, operation.id);
      if (record) {
        this.#logger.info('A deploy operation works after its end', {
          operationId: operation.id,
          entityRef: operation.entityRef,
          environment: operation.environment,
          state: operation.state,
        });
        this.#onChange(record);
      }
      return true;
    }
    await scheduleLateOperation(
      this.#knex,
      operation.id,
      verdict === 'over'
        ? undefined
        : Math.min(
            LONGEST_PAUSE_MS,
            Math.max(
              5 * this.#context.config.worker.pollIntervalMs,
              late.ageMs / 4,
            ),
          ),
    );
    return true;
  }

  async #look({
    record,
    ageMs,
    superseded,
  }: LateOperation): Promise<'works' | 'over' | 'wait'> {
    const step = steps.progressing;
    try {
      if (!record.changeRef && !(await this.#findStrayWrite(record))) {
        return ageMs >= STRAY_WRITE_MS ? 'over' : 'wait';
      }
      if (superseded || ageMs >= WATCH_MS || !step) {
        return 'over';
      }
      const outcome = await step(asUnfinished(record), {
        ...this.#context,
        nowMs: await databaseNow(this.#knex),
      });
      const to =
        outcome.kind === 'transition' ? outcome.transition.to : undefined;
      if (to === 'succeeded') {
        return 'works';
      }
      return to === 'superseded' ? 'over' : 'wait';
    } catch (error) {
      this.#logger.debug('A deploy operation that ended cannot be looked at', {
        operationId: record.operation.id,
        error: describeError(error),
      });
      return ageMs >= WATCH_MS ? 'over' : 'wait';
    }
  }

  /** Looks for what a worker wrote after the end. True where a commit is there, which the cluster will take up. */
  async #findStrayWrite(record: OperationRecord): Promise<boolean> {
    const { operation, settings } = record;
    const desiredState = this.#context.adapters.desiredState(settings.strategy);
    const ref = await callPort(
      `The adapter '${desiredState.id}'`,
      READ_TIMEOUT_MS,
      signal => desiredState.find(settings.target, operation.id, { signal }),
    );
    if (!ref) {
      return false;
    }
    const pull = ref.kind === 'pull-request' ? ref : undefined;
    const isClosed = pull !== undefined && (await this.#close(record, pull));
    await recordLateEffect(this.#knex, operation.id, {
      ref,
      change: toChange(ref),
      what: isClosed
        ? `Its pull request #${pull.number} appeared after its end, and was closed`
        : `Its change was written after its end, by a request that was on its way. Roll '${operation.environment}' back where it must not stay`,
    });
    this.#onChange(record);
    return !isClosed;
  }

  /** Closes a pull request that came too late. False where it is merged already. */
  async #close(
    { operation, settings }: OperationRecord,
    ref: ChangeRef,
  ): Promise<boolean> {
    const desiredState = this.#context.adapters.desiredState(settings.strategy);
    const { state } = await callPort(
      `The adapter '${desiredState.id}'`,
      WRITE_TIMEOUT_MS,
      signal =>
        desiredState.abandon(settings.target, ref, {
          signal,
          reason: `The operation had ended as '${operation.state}' before`,
        }),
    );
    return state !== 'landed';
  }
}

function toChange(ref: ChangeRef): OperationChange {
  const { kind, url } = ref;
  switch (ref.kind) {
    case 'pull-request':
      return { kind: ref.kind, url, number: ref.number, headSha: ref.headSha };
    case 'job':
      return { kind: ref.kind, url };
    default:
      return { kind, url, commit: ref.commit };
  }
}

/** As if it were still rolling out: the same rule says whether it works. */
function asUnfinished(record: OperationRecord): OperationRecord {
  return {
    ...record,
    operation: { ...record.operation, state: 'progressing' },
    deadlineMs: undefined,
    progress: {},
  };
}
