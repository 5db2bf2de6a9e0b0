import { classifyGithubError, toGithubError } from '@openportal/github-node';
import { DesiredChange } from '@openportal/plugin-deploy-node';
import { GitRepository } from '../access/GitRepository';
import { missingWorkflow } from './findRun';
import { JobDefinition } from './JobDefinition';

/** What GitHub refused with one of these was not carried out. */
const REFUSALS = new Set([
  'invalid',
  'not-found',
  'forbidden',
  'unauthorized',
  'rate-limit',
  'conflict',
]);

/** GitHub did not take the order, for a reason that it said. */
export class JobRefusedError extends Error {
  readonly reason: Error;

  constructor(reason: Error) {
    super(reason.message);
    this.name = 'JobRefusedError';
    this.reason = reason;
  }
}

function inputsOf(
  { inputs }: JobDefinition,
  { operationId, image, target, kind, completionToken }: DesiredChange,
): Record<string, string> {
  const values: Array<[string | undefined, string | undefined]> = [
    [inputs.operation, operationId],
    [inputs.image, image],
    [inputs.environment, target.environment],
    [inputs.application, target.name],
    [inputs.kind, kind],
    [inputs.completionToken, completionToken],
  ];
  return Object.fromEntries(
    values.flatMap(([name, value]) =>
      name && value !== undefined ? [[name, value]] : [],
    ),
  );
}

/**
 * Orders the run of a job, once: whoever calls this has the claim. Throws a `JobRefusedError` where GitHub did not take
 * the order; after any other failure nobody knows.
 */
export async function startJob(
  repository: GitRepository,
  definition: JobDefinition,
  change: DesiredChange,
): Promise<void> {
  const { octokit, place, details } = repository;
  const {
    workflow,
    event,
    eventType,
    ref = details.defaultBranch,
  } = definition;
  const inputs = inputsOf(definition, change);
  try {
    if (event === 'workflow_dispatch') {
      await octokit.rest.actions.createWorkflowDispatch({
        ...place,
        workflow_id: workflow,
        ref,
        inputs,
      });
    } else {
      await octokit.rest.repos.createDispatchEvent({
        ...place,
        event_type: eventType,
        client_payload: inputs,
      });
    }
  } catch (error) {
    const { kind } = classifyGithubError(error);
    if (!REFUSALS.has(kind)) {
      throw repository.failure(error, `start the workflow '${workflow}'`);
    }
    throw new JobRefusedError(
      kind === 'not-found'
        ? missingWorkflow(repository, workflow)
        : toGithubError(error, {
            action: `start the workflow '${workflow}'`,
            repository: repository.name,
            fix:
              kind === 'invalid'
                ? `Let the workflow have the trigger ${event} with the inputs ${Object.keys(
                    inputs,
                  ).join(', ')}.`
                : undefined,
          }),
    );
  }
}
