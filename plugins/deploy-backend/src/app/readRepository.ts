import {
  ANNOTATION_LOCATION,
  Entity,
  parseLocationRef,
} from '@backstage/catalog-model';
import {
  ANNOTATION_GITHUB_PROJECT_SLUG,
  ANNOTATION_GITOPS_REPOSITORY,
  DeploymentProblem,
} from '@openportal/plugin-deploy-common';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { parseRepository } from './parseRepository';

type Repository = NonNullable<DeployTarget['repository']>;

/**
 * The repository of the desired state, as the annotations name it. The portal may write to many repositories,
 * and whoever owns an entity writes its annotations: so an entity may name the repository that it comes from
 * itself, and others only where the configuration says so.
 */
export function readRepository(
  entity: Entity,
  trusted: readonly string[],
  problems: DeploymentProblem[],
): DeployTarget['repository'] {
  const annotations = entity.metadata.annotations ?? {};
  const annotation =
    annotations[ANNOTATION_GITOPS_REPOSITORY] === undefined
      ? ANNOTATION_GITHUB_PROJECT_SLUG
      : ANNOTATION_GITOPS_REPOSITORY;
  const text = annotations[annotation];
  if (text === undefined) {
    return undefined;
  }
  const repository = parseRepository(text);
  if (!repository) {
    problems.push({
      code: 'bad-repository',
      message: `The annotation '${annotation}' is '${text}': write it as owner/name, or as the address of the repository`,
      annotation,
    });
    return undefined;
  }
  const name = `${repository.owner}/${repository.name}`;
  if (trusted.some(item => isSameText(item, name))) {
    return repository;
  }
  const origin = originOf(entity);
  if (origin === 'operator') {
    return repository;
  }
  if (
    origin === 'elsewhere' ||
    !isSameText(origin.owner, repository.owner) ||
    !isSameText(origin.name, repository.name) ||
    (repository.host !== undefined && repository.host !== origin.host)
  ) {
    problems.push({
      code: 'foreign-repository',
      message: `The annotation '${annotation}' names '${name}', and the entity does not come from there, so the portal does not write there for it. Keep catalog-info.yaml in that repository, or ask who runs the portal to add it to deploy.trustedRepositories`,
      annotation,
    });
    return undefined;
  }
  // With the host: on the default one somebody else may have a repository of that name.
  return { ...repository, host: origin.host };
}

type Origin =
  /** Files of the portal's own host are the word of who runs it. */
  'operator' | 'elsewhere' | Required<Repository>;

/** Where the entity was read from. The catalog writes this annotation itself, whatever the entity says. */
function originOf(entity: Entity): Origin {
  const location = entity.metadata.annotations?.[ANNOTATION_LOCATION];
  if (location === undefined) {
    return 'operator';
  }
  try {
    const { type, target } = parseLocationRef(location);
    if (type !== 'url') {
      return type === 'file' ? 'operator' : 'elsewhere';
    }
    const { host, pathname } = new URL(target);
    const [, owner = '', name = ''] = pathname.split('/');
    return { host, owner, name };
  } catch {
    return 'elsewhere';
  }
}

function isSameText(left: string, right: string): boolean {
  return left.toLocaleLowerCase('en-US') === right.toLocaleLowerCase('en-US');
}
