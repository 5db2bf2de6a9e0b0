import {
  PipelineRun,
  PipelineSource,
  PortCallOptions,
  RepositoryRef,
} from '@openportal/plugin-deploy-node';
import { GithubAccess } from '../access/GithubAccess';
import { findFailedStep, toRunState } from './runStates';

/** Runs that a person or a push started; nightly ones say nothing about the latest change. */
const BUILD_EVENTS = new Set([
  'push',
  'workflow_dispatch',
  'repository_dispatch',
  'create',
  'release',
]);
const LISTED_RUNS = 30;

/** Builds by GitHub Actions. */
export class GithubActionsPipelines implements PipelineSource {
  readonly id = 'github-actions';
  readonly #access: GithubAccess;

  constructor(options: { access: GithubAccess }) {
    this.#access = options.access;
  }

  supports(repository: RepositoryRef): boolean {
    return this.#access.supports(repository);
  }

  async latest(
    ref: RepositoryRef,
    query: { branch?: string },
    options?: PortCallOptions,
  ): Promise<PipelineRun | undefined> {
    const repository = await this.#access.open(ref, options);
    const branch = query.branch ?? repository.details.defaultBranch;
    const { data } = await repository.call('list the workflow runs', () =>
      repository.octokit.rest.actions.listWorkflowRunsForRepo({
        ...repository.place,
        branch,
        exclude_pull_requests: true,
        per_page: LISTED_RUNS,
      }),
    );
    const run = data.workflow_runs.find(({ event }) => BUILD_EVENTS.has(event));
    if (!run) {
      return undefined;
    }
    const state = toRunState(run);
    return {
      name: run.name ?? run.display_title,
      state,
      commit: run.head_sha,
      startedAt: run.run_started_at,
      finishedAt: run.status === 'completed' ? run.updated_at : undefined,
      url: run.html_url,
      failedStep:
        state === 'failed'
          ? await findFailedStep(repository, run.id)
          : undefined,
    };
  }
}
