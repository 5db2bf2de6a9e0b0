import { setTimeout as delay } from 'node:timers/promises';
import { type Collection, type Store, WorkTracker } from '../core';
import type { RegistrySandbox } from '../registry';
import { buildImage, CiFailure } from './buildImage';
import type { CiHost, CiPush } from './CiHost';
import { isToBeBuilt, workflowPath, isPathIncluded } from './rules';

/** A push that the builder has taken on; kept after it is done, so that no commit is built twice. */
interface CiJob extends CiPush {
  sequence: number;
  createdAt: string;
  isDone: boolean;
  runId?: number;
  /** The workflow that somebody started by hand; without one the push is built. */
  dispatched?: string;
}

/**
 * Does what the workflow of a generated app does: builds an image for each push
 * to the default branch and puts it into `deploy/`. What it has taken on is
 * stored before it begins, and goes on after a restart.
 */
export class CiBuilder {
  readonly #host: CiHost;
  readonly #registry: RegistrySandbox;
  readonly #jobs: Collection<CiJob>;
  readonly #counters: Collection<number>;
  readonly #stepMilliseconds: number;
  readonly #onError: (error: unknown) => void;
  readonly #work = new WorkTracker();
  readonly #closing = new AbortController();
  // Builds of one repository run one after the other, as its concurrency group says.
  readonly #queues = new Map<string, Promise<void>>();

  constructor(options: {
    host: CiHost;
    registry: RegistrySandbox;
    store: Store;
    /** How long each step of a run lasts. */
    stepMilliseconds: number;
    onError: (error: unknown) => void;
  }) {
    this.#host = options.host;
    this.#registry = options.registry;
    this.#jobs = options.store.collection('ci.jobs');
    this.#counters = options.store.collection('ci.counters');
    this.#stepMilliseconds = options.stepMilliseconds;
    this.#onError = options.onError;
  }

  /** Goes on with unfinished jobs and takes on pushes that arrived while nobody listened. */
  async start(): Promise<void> {
    const unfinished = this.#jobs
      .entries()
      .map(([, job]) => job)
      .filter(job => !job.isDone)
      .sort((a, b) => a.sequence - b.sequence);
    for (const job of unfinished) {
      this.#enqueue(job);
    }
    for (const { sha, ...repository } of await this.#host.repositories()) {
      if (sha !== undefined) {
        this.handlePush({ ...repository, sha });
      }
    }
  }

  /** Takes on a push; one that is known or not to be built changes nothing. */
  handlePush(push: CiPush): void {
    const isDefault =
      push.branch === this.#host.defaultBranch(push.owner, push.name);
    if (isDefault && isToBeBuilt(push.name)) {
      this.#takeOn(push);
    }
  }

  /** Runs a workflow that somebody started by hand. Only the build does something; any other just succeeds. */
  handleDispatch(
    dispatch: CiPush & { workflowPath: string; runId: number },
  ): void {
    const { workflowPath: dispatched, ...push } = dispatch;
    this.#takeOn({ ...push, dispatched });
  }

  get busy(): boolean {
    return this.#work.busy;
  }

  async idle(): Promise<void> {
    await this.#work.idle();
  }

  /** Stops at the next step; what is unfinished goes on after the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#work.idle();
  }

  #takeOn(wanted: Omit<CiJob, 'sequence' | 'createdAt' | 'isDone'>): void {
    if (this.#jobs.get(key(wanted))) {
      return;
    }
    const sequence = (this.#counters.get('sequence') ?? 0) + 1;
    this.#counters.put('sequence', sequence);
    const job: CiJob = {
      ...wanted,
      sequence,
      createdAt: new Date().toISOString(),
      isDone: false,
    };
    this.#jobs.put(key(job), job);
    this.#enqueue(job);
  }

  #enqueue(job: CiJob): void {
    const repository = `${job.owner}/${job.name}`;
    const previous = this.#queues.get(repository) ?? Promise.resolve();
    const next = previous.then(() => this.#run(job));
    this.#queues.set(
      repository,
      next.catch(() => undefined),
    );
    this.#work.track(
      () => next,
      error => {
        if (!this.#closing.signal.aborted) this.#onError(error);
      },
    );
  }

  async #run(job: CiJob): Promise<void> {
    this.#closing.signal.throwIfAborted();
    const runId = await this.#runId(job);
    if (runId === undefined) {
      this.#jobs.put(key(job), { ...job, isDone: true });
      return;
    }
    this.#jobs.put(key(job), { ...job, runId });
    await this.#step();
    await this.#host.updateRun(job, runId, { status: 'in_progress' });
    await this.#step();
    const conclusion = await this.#build(job);
    await this.#host.updateRun(job, runId, {
      status: 'completed',
      conclusion,
    });
    this.#jobs.put(key(job), { ...job, runId, isDone: true });
  }

  /** The run of a job, made now when it has none yet; undefined when the push starts no workflow. */
  async #runId(job: CiJob): Promise<number | undefined> {
    if (job.runId !== undefined) {
      return job.runId;
    }
    const { owner, name, sha } = job;
    const message = await this.#host.commitMessage(owner, name, sha);
    const workflow = await this.#host.readFile(owner, name, sha, workflowPath);
    if (
      message === undefined ||
      workflow === undefined ||
      isSkipped(message) ||
      !isPathIncluded(workflow, await this.#host.changedFiles(owner, name, sha))
    ) {
      return undefined;
    }
    return this.#host.createRun({ ...job, title: message.split('\n')[0] });
  }

  async #build(job: CiJob): Promise<'success' | 'failure'> {
    if (job.dispatched !== undefined && job.dispatched !== workflowPath) {
      return 'success';
    }
    try {
      await buildImage(this.#host, this.#registry, job);
      return 'success';
    } catch (error) {
      this.#closing.signal.throwIfAborted();
      if (!(error instanceof CiFailure)) {
        this.#onError(error);
      }
      return 'failure';
    }
  }

  async #step(): Promise<void> {
    this.#closing.signal.throwIfAborted();
    await delay(this.#stepMilliseconds, undefined, {
      signal: this.#closing.signal,
    });
  }
}

function isSkipped(message: string): boolean {
  return /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/.test(message);
}

function key(job: CiPush & { dispatched?: string; runId?: number }): string {
  const repository = `${job.owner}/${job.name}`;
  return job.dispatched === undefined
    ? `${repository}@${job.sha}`
    : `${repository}#${job.runId}`;
}
