import { NotFoundError } from '@backstage/errors';
import { classifyGithubError } from '@openportal/github-node';
import { GitRepository } from '../access/GitRepository';
import { JobDefinition } from './JobDefinition';

const PAGE = 100;
const MAX_PAGES = 3;
/** The clocks of GitHub and of whoever wrote the tag may differ. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** A run of a job. */
export interface JobRun {
  id: number;
  status: string | null;
  conclusion: string | null;
  url: string;
  startedAt?: string;
  updatedAt: string;
}

/** Whether a title names an operation as a word of its own. */
export function namesOperation(title: string, operationId: string): boolean {
  return title.split(/[^A-Za-z0-9-]+/).includes(operationId);
}

/** The run that was started for an operation: the workflow puts the id that it is told into the name of its run. */
export async function findRun(
  repository: GitRepository,
  definition: JobDefinition,
  operation: { id: string; startedAt: string },
): Promise<JobRun | undefined> {
  const since = new Date(Date.parse(operation.startedAt) - CLOCK_TOLERANCE_MS);
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const runs = await listRuns(repository, definition, since, page);
    const run = runs.find(({ display_title: title, name }) =>
      [title, name ?? ''].some(text => namesOperation(text, operation.id)),
    );
    if (run) {
      return {
        id: run.id,
        status: run.status,
        conclusion: run.conclusion,
        url: run.html_url,
        startedAt: run.run_started_at,
        updatedAt: run.updated_at,
      };
    }
    if (runs.length < PAGE) {
      return undefined;
    }
  }
  return undefined;
}

async function listRuns(
  repository: GitRepository,
  { workflow, event }: JobDefinition,
  since: Date,
  page: number,
) {
  try {
    const { data } = await repository.octokit.rest.actions.listWorkflowRuns({
      ...repository.place,
      workflow_id: workflow,
      event,
      created: `>=${since.toISOString().replace(/\.\d+Z$/, 'Z')}`,
      per_page: PAGE,
      page,
    });
    return data.workflow_runs;
  } catch (error) {
    repository.location.signal?.throwIfAborted();
    throw classifyGithubError(error).kind === 'not-found'
      ? missingWorkflow(repository, workflow)
      : repository.failure(error, 'list the runs of a workflow');
  }
}

/** The workflow is not there, or the portal may not see it. */
export function missingWorkflow(
  repository: GitRepository,
  workflow: string,
): Error {
  return new NotFoundError(
    `The repository "${repository.name}" has no workflow '${workflow}' that may be started; correct deploy.github.jobs, and give the GitHub App the permission 'actions: write'`,
  );
}
