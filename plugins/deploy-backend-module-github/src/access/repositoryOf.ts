import { InputError } from '@backstage/errors';
import { DeployTarget, RepositoryRef } from '@openportal/plugin-deploy-node';

/** The repository with the desired state, or an error that names the annotations. */
export function repositoryOf(target: DeployTarget): RepositoryRef {
  if (!target.repository) {
    throw new InputError(
      `The entity '${target.entityRef}' names no repository; set the annotation github.com/project-slug or openportal.dev/gitops-repo`,
    );
  }
  return target.repository;
}
