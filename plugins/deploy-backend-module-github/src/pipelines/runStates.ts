import { PipelineRun } from '@openportal/plugin-deploy-node';
import { GitRepository } from '../access/GitRepository';

const waiting = new Set(['queued', 'requested', 'waiting', 'pending']);
const failures = new Set([
  'failure',
  'timed_out',
  'startup_failure',
  'action_required',
]);
const successes = new Set(['success', 'neutral', 'skipped']);

/** Where a run of GitHub Actions stands, in the words of the port. */
export function toRunState(run: {
  status?: string | null;
  conclusion?: string | null;
}): PipelineRun['state'] {
  if (run.status !== 'completed') {
    return waiting.has(run.status ?? 'queued') ? 'waiting' : 'running';
  }
  const conclusion = run.conclusion ?? '';
  if (failures.has(conclusion)) {
    return 'failed';
  }
  return successes.has(conclusion) ? 'succeeded' : 'cancelled';
}

/** The job and step that a run failed at, where GitHub says so. */
export async function findFailedStep(
  repository: GitRepository,
  runId: number,
): Promise<string | undefined> {
  const { data } = await repository.call('read the jobs of a run', () =>
    repository.octokit.rest.actions.listJobsForWorkflowRun({
      ...repository.place,
      run_id: runId,
      filter: 'latest',
      per_page: 100,
    }),
  );
  const job = data.jobs.find(({ conclusion }) =>
    failures.has(conclusion ?? ''),
  );
  const step = job?.steps?.find(({ conclusion }) =>
    failures.has(conclusion ?? ''),
  );
  return job && [job.name, step?.name].filter(Boolean).join(': ');
}
