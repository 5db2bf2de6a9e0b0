import { InputError, NotAllowedError } from '@backstage/errors';
import { DeployTarget, RepositoryRef } from '@openportal/plugin-deploy-node';

/** `openportal.dev/github-workflow`: which of the configured jobs deploys an entity. */
export const WORKFLOW_ANNOTATION = 'openportal.dev/github-workflow';

/** What a job is told, and under which name. A name that is missing is not told. */
export interface JobInputs {
  operation: string;
  image: string;
  environment: string;
  application?: string;
  kind?: string;
  /** By which the job may tell the portal that it is done. */
  completionToken?: string;
}

/** A workflow that the operator of the portal allows to be started. */
export interface JobDefinition {
  name: string;
  /** Where the workflow is; undefined for the repository of the entity. */
  repository?: RepositoryRef;
  /** File name of the workflow. */
  workflow: string;
  event: 'workflow_dispatch' | 'repository_dispatch';
  /** Type of the event, for `repository_dispatch`. */
  eventType: string;
  /** Branch that it runs on; undefined for the default branch. */
  ref?: string;
  inputs: JobInputs;
}

/** The job that deploys a target: the one that its annotation names, or the only one there is. */
export function chooseJob(
  definitions: JobDefinition[],
  target: DeployTarget,
): JobDefinition {
  const wanted =
    target.annotations[`${WORKFLOW_ANNOTATION}.${target.environment}`] ??
    target.annotations[WORKFLOW_ANNOTATION];
  const names = definitions.map(({ name }) => `'${name}'`).join(', ');
  if (wanted === undefined) {
    if (definitions.length === 1) {
      return definitions[0];
    }
    throw new InputError(
      definitions.length === 0
        ? 'No job is configured; add the workflow under deploy.github.jobs'
        : `Several jobs are configured (${names}), and '${target.entityRef}' names none of them; set the annotation ${WORKFLOW_ANNOTATION}`,
    );
  }
  const chosen = definitions.find(({ name }) => name === wanted);
  if (!chosen) {
    throw new NotAllowedError(
      `The job '${wanted}' of '${
        target.entityRef
      }' is not among those that may be started (${
        names || 'none'
      }); correct the annotation ${WORKFLOW_ANNOTATION}, or have it added under deploy.github.jobs`,
    );
  }
  return chosen;
}
