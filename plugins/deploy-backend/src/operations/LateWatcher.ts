import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { databaseNow } from '@openportal/database-node';
import { Knex } from 'knex';
import {
  claimLateOperation,
  LateOperation,
  recordLateSuccess,
  scheduleLateOperation,
} from '../database/lateOperations';
import { OperationRecord } from './OperationRecord';
import { steps } from './steps';
import { StepContext } from './steps/Step';
import { redactSecrets } from '../errors/redactSecrets';

const WATCH_MS = 24 * 60 * 60_000;
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
    if (superseded || ageMs >= WATCH_MS || !step) {
      return 'over';
    }
    try {
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
        error: redactSecrets(stringifyError(error)),
      });
      return 'wait';
    }
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
