import { ConflictError, InputError, isError } from '@backstage/errors';
import {
  displayVersion,
  isSameImage,
  provesImage,
} from '@openportal/plugin-deploy-common';
import {
  ChangeRef,
  ChangeStatus,
  DeployTarget,
  DesiredChange,
  DesiredState,
  DesiredStateCapabilities,
  DesiredVersion,
  DesiredVersionHistoryEntry,
  PortCallOptions,
} from '@openportal/plugin-deploy-node';
import { GithubAccess } from './access/GithubAccess';
import { chooseJob, JobDefinition } from './job/JobDefinition';
import { operationOf, StartedJobs, toRef, Workshop } from './job/StartedJobs';
import { JobRefusedError, startJob } from './job/startJob';
import { DeploymentRecords } from './records/DeploymentRecords';
import { assertWritable } from './state/proposeChange';

const DEFAULT_HISTORY = 20;
const MAX_HISTORY = 100;

/** Desired state by GitHub Actions: what the last job that did not fail was told to deploy. */
export class JobDesiredState implements DesiredState {
  readonly id = 'job';
  readonly capabilities: DesiredStateCapabilities = {
    propose: true,
    pullRequests: false,
    history: true,
    diff: false,
  };
  readonly #access: GithubAccess;
  readonly #definitions: JobDefinition[];
  readonly #records = new DeploymentRecords();
  readonly #jobs = new StartedJobs(this.#records);

  constructor(options: { access: GithubAccess; definitions: JobDefinition[] }) {
    this.#access = options.access;
    this.#definitions = options.definitions;
  }

  async read(
    target: DeployTarget,
    options?: PortCallOptions,
  ): Promise<DesiredVersion | undefined> {
    const workshop = await this.#open(target, options);
    const record = await this.#jobs.current(workshop);
    return (
      record && {
        image: record.image,
        revision: record.commit,
        changedBy: {
          commit: record.commit,
          author: record.author,
          at: record.at,
        },
        url: `${workshop.repository.details.url}/actions/workflows/${workshop.definition.workflow}`,
      }
    );
  }

  async history(
    target: DeployTarget,
    options?: PortCallOptions & { limit?: number },
  ): Promise<DesiredVersionHistoryEntry[]> {
    const { repository } = await this.#open(target, options);
    const limit = Math.min(options?.limit ?? DEFAULT_HISTORY, MAX_HISTORY);
    const records = await this.#records.list(repository, target, limit);
    return records.map(({ image, commit, at, author }) => ({
      image,
      commit,
      committedAt: at,
      author,
    }));
  }

  async propose(
    change: DesiredChange,
    options?: PortCallOptions,
  ): Promise<ChangeRef> {
    const { target, operationId, image, expectedImage } = change;
    if (change.mode === 'pull-request') {
      throw new InputError(
        `A job has no pull request: set protection.mode of '${target.environment}' to 'approvals', or let its environment at GitHub want reviewers`,
      );
    }
    const workshop = await this.#open(target, options);
    const { repository, definition } = workshop;
    assertWritable(repository);
    const known = await this.#jobs.find(workshop, operationId);
    if (known) {
      return known;
    }
    const current = await this.#jobs.current(workshop);
    // A tag alone says nothing about the digest that is wanted.
    if (current && provesImage(current.image, image)) {
      return { kind: 'unchanged', commit: current.commit };
    }
    if (
      expectedImage &&
      !(current && isSameImage(current.image, expectedImage))
    ) {
      throw new ConflictError(
        `'${target.environment}' was changed meanwhile: the last job deployed ${
          current ? displayVersion(current.image) : 'nothing'
        } instead of ${displayVersion(
          expectedImage,
        )} ('${expectedImage}'); look at it again before you decide`,
      );
    }
    const branch = definition.ref ?? repository.details.defaultBranch;
    const commit = await repository.head(branch);
    try {
      // Whoever makes the tag of the operation may start its job, and nobody else ever.
      await this.#records.write(repository, { ...change, commit });
    } catch (error) {
      if (!(error instanceof ConflictError)) {
        throw error;
      }
      return (await this.#jobs.find(workshop, operationId)) ?? giveUp(error);
    }
    try {
      await startJob(repository, definition, change);
    } catch (error) {
      if (error instanceof JobRefusedError) {
        await this.#records.remove(repository, target, operationId);
        throw error.reason;
      }
      if (isError(error) && error.name === 'AbortError') {
        throw error;
      }
      // The order may have arrived: only its run can tell.
    }
    return (await this.#jobs.find(workshop, operationId)) ?? toRef(operationId);
  }

  async find(
    target: DeployTarget,
    operationId: string,
    options?: PortCallOptions,
  ): Promise<ChangeRef | undefined> {
    return this.#jobs.find(await this.#open(target, options), operationId);
  }

  async status(
    target: DeployTarget,
    ref: ChangeRef,
    options?: PortCallOptions,
  ): Promise<ChangeStatus> {
    const workshop = await this.#open(target, options);
    if (ref.kind !== 'job') {
      return { state: 'landed', reviews: [] };
    }
    const { record, run } = await this.#jobs.look(workshop, operationOf(ref));
    return this.#jobs.toStatus(workshop, record, run);
  }

  async merge(
    target: DeployTarget,
    ref: ChangeRef,
    options: PortCallOptions & { headSha: string },
  ): Promise<ChangeStatus> {
    return this.status(target, ref, options);
  }

  async abandon(
    target: DeployTarget,
    ref: ChangeRef,
    options: PortCallOptions & { reason: string },
  ): Promise<ChangeStatus> {
    if (ref.kind !== 'job') {
      return this.status(target, ref, options);
    }
    const workshop = await this.#open(target, options);
    const { record, run } = await this.#jobs.look(workshop, operationOf(ref));
    const { repository } = workshop;
    if (!run || run.status === 'completed') {
      return this.#jobs.toStatus(workshop, record, run);
    }
    try {
      await repository.call('cancel a run', () =>
        repository.octokit.rest.actions.cancelWorkflowRun({
          ...repository.place,
          run_id: run.id,
        }),
      );
    } catch (error) {
      // It ended in the same moment: then its end counts.
      if (!(error instanceof ConflictError)) {
        throw error;
      }
    }
    return this.status(target, ref, options);
  }

  async contains(
    target: DeployTarget,
    query: { revision: string; commit: string },
    options?: PortCallOptions,
  ): Promise<boolean | undefined> {
    const { repository } = await this.#open(target, options);
    return repository.contains(query.revision, query.commit);
  }

  async #open(
    target: DeployTarget,
    options?: PortCallOptions,
  ): Promise<Workshop> {
    const definition = chooseJob(this.#definitions, target);
    const ref = definition.repository ?? target.repository;
    if (!ref) {
      throw new InputError(
        `The entity '${target.entityRef}' names no repository; set the annotation github.com/project-slug`,
      );
    }
    const repository = await this.#access.open(ref, options);
    return { repository, definition, target };
  }
}

function giveUp(error: Error): never {
  throw error;
}
