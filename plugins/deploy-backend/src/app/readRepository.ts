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
import { RepositoryRef } from '@openportal/plugin-deploy-node';
import { parseRepository } from './parseRepository';

/** The repositories that an entity may name. */
export type Repositories = {
  /** Where the desired state is written. */
  desired?: RepositoryRef;
  /** Where the source code is. */
  source?: RepositoryRef;
  /** Folders that the desired state must be in. Undefined: the whole repository. */
  folders?: string[];
};

type Found = { repository?: RepositoryRef; folders?: string[] };

/**
 * The repositories of an entity, as its annotations name them. The portal may read and write many repositories,
 * and whoever owns an entity writes its annotations: so an entity may name the repository that it comes from
 * itself, and others only where the configuration says so.
 */
export function readRepositories(
  entity: Entity,
  trusted: readonly string[],
  problems: DeploymentProblem[],
): Repositories {
  const annotations = entity.metadata.annotations ?? {};
  const source = readRepository(
    entity,
    ANNOTATION_GITHUB_PROJECT_SLUG,
    trusted,
    problems,
  );
  const desired =
    annotations[ANNOTATION_GITOPS_REPOSITORY] === undefined
      ? source
      : readRepository(entity, ANNOTATION_GITOPS_REPOSITORY, trusted, problems);
  return {
    source: source.repository,
    desired: desired.repository,
    folders: desired.folders,
  };
}

function readRepository(
  entity: Entity,
  annotation: string,
  trusted: readonly string[],
  problems: DeploymentProblem[],
): Found {
  const annotations = entity.metadata.annotations ?? {};
  const text = annotations[annotation];
  if (text === undefined) {
    return {};
  }
  const repository = parseRepository(text);
  if (!repository) {
    problems.push({
      code: 'bad-repository',
      message: `The annotation '${annotation}' is '${text}': write it as owner/name, or as the address of the repository`,
      annotation,
    });
    return {};
  }
  const name = `${repository.owner}/${repository.name}`;
  const origin = originOf(entity);
  if (origin === 'operator' || trusted.some(item => isSameText(item, name))) {
    return { repository };
  }
  if (
    origin === 'elsewhere' ||
    !isSameText(origin.owner, repository.owner) ||
    !isSameText(origin.name, repository.name) ||
    (repository.host !== undefined && repository.host !== origin.host)
  ) {
    const folders = trustedFolders(entity, trusted, name);
    if (folders.length > 0) {
      return { repository, folders };
    }
    problems.push({
      code: 'foreign-repository',
      message: `The annotation '${annotation}' names '${name}', and the entity does not come from there, so the portal neither reads nor writes there for it. Keep catalog-info.yaml in that repository, or ask who runs the portal to add it to deploy.trustedRepositories`,
      annotation,
    });
    return {};
  }
  // With the host: on the default one somebody else may have a repository of that name.
  return { repository: { ...repository, host: origin.host } };
}

/** The folders of a shared repository that are this entity's: those that the configuration makes of its name. */
function trustedFolders(
  entity: Entity,
  trusted: readonly string[],
  name: string,
): string[] {
  const { namespace = 'default', name: entityName } = entity.metadata;
  return trusted.flatMap(item => {
    const [owner, repository, ...folder] = item.split('/');
    return folder.length > 0 && isSameText(`${owner}/${repository}`, name)
      ? [
          folder
            .join('/')
            .replaceAll('{name}', entityName)
            .replaceAll('{namespace}', namespace),
        ]
      : [];
  });
}

type Origin =
  /** Files of the portal's own host are the word of who runs it. */
  'operator' | 'elsewhere' | Required<RepositoryRef>;

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
