import { NotFoundError } from '@backstage/errors';
import {
  ChangeRef,
  ChangeStatus,
  DeployTarget,
} from '@openportal/plugin-deploy-node';
import { BoundedCache } from '../access/BoundedCache';
import { GitRepository } from '../access/GitRepository';
import { findFailedStep, toRunState } from '../pipelines/runStates';
import { DeploymentRecord } from '../records/DeploymentRecord';
import { DeploymentRecords } from '../records/DeploymentRecords';
import { findRun, JobRun } from './findRun';
import { JobDefinition } from './JobDefinition';
import { toJobStatus } from './jobStatus';

/** Jobs that failed are passed over, so many at most. */
const SEARCHED_RECORDS = 10;

/** A repository with the job of a target that is in it. */
export interface Workshop {
  repository: GitRepository;
  definition: JobDefinition;
  target: DeployTarget;
}

/** The jobs that were started for operations, and what became of them. */
export class StartedJobs {
  readonly #records: DeploymentRecords;
  /** Whether an ended run did what it was told; that does not change, except when it is run again. */
  readonly #ended = new BoundedCache<{ failed: boolean }>(5000);

  constructor(records: DeploymentRecords) {
    this.#records = records;
  }

  /** The last deployment whose job did not fail: it was carried out, or is being carried out. */
  async current(workshop: Workshop): Promise<DeploymentRecord | undefined> {
    const { repository, target } = workshop;
    const records = await this.#records.list(
      repository,
      target,
      SEARCHED_RECORDS,
    );
    for (const record of records) {
      if (!(await this.#hasFailed(workshop, record))) {
        return record;
      }
    }
    return undefined;
  }

  async #hasFailed(
    workshop: Workshop,
    record: DeploymentRecord,
  ): Promise<boolean> {
    const key = `${workshop.repository.details.nodeId}/${record.operationId}`;
    const known = this.#ended.peek(key);
    if (known) {
      return known.failed;
    }
    const run = await this.#findRun(workshop, record);
    const { state } = await this.toStatus(workshop, record, run);
    const isOver = run ? run.status === 'completed' : state === 'closed';
    if (isOver) {
      this.#ended.put(key, { failed: state === 'closed' });
    }
    return state === 'closed';
  }

  /** The job that was started for an operation. */
  async find(
    workshop: Workshop,
    operationId: string,
  ): Promise<ChangeRef | undefined> {
    const record = await this.#records.find(workshop.repository, operationId);
    if (!record) {
      return undefined;
    }
    return toRef(operationId, await this.#findRun(workshop, record));
  }

  /** What became of the job of an operation. */
  async look(workshop: Workshop, operationId: string) {
    const { repository } = workshop;
    const record = await this.#records.find(repository, operationId);
    if (!record) {
      throw new NotFoundError(
        `The repository "${repository.name}" has no tag of the operation ${operationId}: somebody removed it`,
      );
    }
    return { record, run: await this.#findRun(workshop, record) };
  }

  #findRun({ repository, definition }: Workshop, record: DeploymentRecord) {
    return findRun(repository, definition, {
      id: record.operationId,
      startedAt: record.at,
    });
  }

  /** Where a change stands whose job this is. */
  async toStatus(
    { repository, definition }: Workshop,
    record: DeploymentRecord,
    run: JobRun | undefined,
  ): Promise<ChangeStatus> {
    const failedStep =
      run && toRunState(run) === 'failed'
        ? await findFailedStep(repository, run.id)
        : undefined;
    return toJobStatus({
      workflow: definition.workflow,
      operationId: record.operationId,
      orderedAt: record.at,
      run,
      failedStep,
      nowMs: Date.now(),
    });
  }
}

/** The operation is part of the reference, so that the run is found although GitHub has not told it yet. */
export function toRef(operationId: string, run?: JobRun): ChangeRef {
  return {
    kind: 'job',
    id: run ? `${operationId}/${run.id}` : operationId,
    url: run?.url,
  };
}

/** The operation of a reference of {@link toRef}. */
export function operationOf(ref: Extract<ChangeRef, { kind: 'job' }>): string {
  return ref.id?.split('/')[0] ?? '';
}
