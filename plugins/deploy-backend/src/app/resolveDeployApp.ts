import {
  ANNOTATION_SOURCE_LOCATION,
  Entity,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { stringifyError } from '@backstage/errors';
import {
  ANNOTATION_ARGOCD_APP,
  ANNOTATION_ARGOCD_APP_PREFIX,
  ANNOTATION_CONTAINER,
  ANNOTATION_DEPLOY_STRATEGY,
  ANNOTATION_ENVIRONMENTS,
  ANNOTATION_MANIFEST_PATH,
  ANNOTATION_OBSERVER,
  ANNOTATION_SLACK_CHANNEL,
  DeploymentProblem,
  Environment,
  findEnvironment,
} from '@openportal/plugin-deploy-common';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { DeployConfig } from '../config/DeployConfig';
import { assertManifestPath } from '../config/readEnvironments';
import { inferAdapters } from './inferAdapters';
import { readImageRepository } from './readImageRepository';
import { readRepositories } from './readRepository';
import { readTargetAnnotations } from './readTargetAnnotations';

// What these write is in the folder of the manifests. The others would reach the whole repository.
const STRATEGIES_OF_FOLDERS = ['manifest', 'order'];

/** One environment of an application, with its target. */
export type DeployAppEnvironment = {
  environment: Environment;
  target: DeployTarget;
  url?: string;
};

/** What the annotations of an entity and the configuration say about its deployment. */
export type DeployApp = {
  entityRef: string;
  name: string;
  strategy?: string;
  observer?: string;
  owners: string[];
  slackChannel?: string;
  /** Page of its source, as the catalog knows it. */
  sourceUrl?: string;
  environments: DeployAppEnvironment[];
  problems: DeploymentProblem[];
};

/**
 * Finds out how an entity is deployed. A wrong annotation becomes a problem that names it, and the rest
 * still works.
 */
export function resolveDeployApp(
  entity: Entity,
  config: Pick<
    DeployConfig,
    'environments' | 'defaults' | 'trustedRepositories'
  >,
): DeployApp {
  const annotations = entity.metadata.annotations ?? {};
  const problems: DeploymentProblem[] = [];
  const { strategy, observer } = inferAdapters(entity, config.defaults);
  if (strategy === undefined) {
    problems.push({
      code: 'no-strategy',
      message: `Nothing says where the desired state is written, so nothing can be promoted. Set the annotation '${ANNOTATION_DEPLOY_STRATEGY}', or '${ANNOTATION_ARGOCD_APP}'`,
      annotation: ANNOTATION_DEPLOY_STRATEGY,
    });
  }
  if (observer === undefined) {
    problems.push({
      code: 'no-observer',
      message: `Nothing says who knows what runs. Set the annotation '${ANNOTATION_OBSERVER}', or '${ANNOTATION_ARGOCD_APP}'`,
      annotation: ANNOTATION_OBSERVER,
    });
  }

  const repositories = readRepositories(
    entity,
    config.trustedRepositories,
    problems,
  );
  if (
    repositories.folders &&
    strategy !== undefined &&
    !STRATEGIES_OF_FOLDERS.includes(strategy)
  ) {
    problems.push({
      code: 'foreign-repository',
      message: `The strategy '${strategy}' changes a whole repository, of which only folders are this entity's: use '${STRATEGIES_OF_FOLDERS.join(
        "' or '",
      )}', or ask who runs the portal to add the repository to deploy.trustedRepositories`,
      annotation: ANNOTATION_DEPLOY_STRATEGY,
    });
    repositories.desired = undefined;
  }
  const targetAnnotations = readTargetAnnotations(annotations, problems);
  const imageRepository = readImageRepository(annotations, problems);
  const environments = readEnvironmentNames(annotations, config, problems);
  const first = environments[0]?.name;
  const { name } = entity.metadata;
  const entityRef = stringifyEntityRef(entity);
  const argocdApp = annotations[ANNOTATION_ARGOCD_APP];

  return withoutSharedManifests({
    entityRef,
    name,
    strategy,
    observer,
    owners: (entity.relations ?? [])
      .filter(relation => relation.type === RELATION_OWNED_BY)
      .map(relation => relation.targetRef),
    slackChannel: annotations[ANNOTATION_SLACK_CHANNEL],
    sourceUrl: readSourceUrl(annotations),
    problems,
    environments: environments.map(environment => {
      const isFirst = environment.name === first;
      const namespace = fillTemplate(
        environment.namespace ?? (isFirst ? '{name}' : '{name}-{environment}'),
        { name, environment: environment.name },
      );
      const manifestPath = readManifestPath(
        annotations,
        environment,
        isFirst,
        problems,
      );
      if (!isInside(manifestPath, repositories.folders)) {
        problems.push({
          code: 'foreign-manifest-path',
          message: `'${manifestPath}' is not a folder that this entity may use in its repository, so nothing is read or written there for '${
            environment.name
          }': set the annotation '${ANNOTATION_MANIFEST_PATH}' to ${repositories.folders
            ?.map(folder => `'${folder}/{env}'`)
            .join(' or ')}`,
          annotation: ANNOTATION_MANIFEST_PATH,
        });
      }
      return {
        environment,
        url:
          environment.url &&
          fillTemplate(environment.url, {
            name,
            environment: environment.name,
            namespace,
          }),
        target: {
          entityRef,
          name,
          environment: environment.name,
          repository: isInside(manifestPath, repositories.folders)
            ? repositories.desired
            : undefined,
          sourceRepository: repositories.source,
          branch: environment.branch,
          manifestPath,
          imageRepository,
          container: annotations[ANNOTATION_CONTAINER],
          argocdApplication:
            annotations[`${ANNOTATION_ARGOCD_APP_PREFIX}${environment.name}`] ??
            (argocdApp === undefined || isFirst
              ? argocdApp
              : `${argocdApp}-${environment.name}`),
          namespace,
          cluster: environment.cluster,
          annotations: targetAnnotations,
        },
      };
    }),
  });
}

/**
 * Two environments with one file would be changed together, each past the protection of the other: nothing is read or
 * written there.
 */
function withoutSharedManifests(app: DeployApp): DeployApp {
  if (app.strategy !== 'manifest') {
    return app;
  }
  const placeOf = ({ target }: DeployAppEnvironment) =>
    JSON.stringify([target.branch, target.manifestPath]);
  const shared = app.environments.filter((item, index) =>
    app.environments.some(
      (other, place) => place !== index && placeOf(other) === placeOf(item),
    ),
  );
  return {
    ...app,
    problems: [
      ...app.problems,
      ...shared.map(({ environment, target }) => ({
        code: 'shared-manifest-path',
        message: `'${target.manifestPath}' holds the manifests of '${environment.name}' and of another environment, so one could not be changed without the other: put '{env}' into the annotation '${ANNOTATION_MANIFEST_PATH}', or give the environments branches of their own`,
        annotation: ANNOTATION_MANIFEST_PATH,
      })),
    ],
    environments: app.environments.map(item =>
      shared.includes(item)
        ? { ...item, target: { ...item.target, repository: undefined } }
        : item,
    ),
  };
}

function isInside(path: string, folders: string[] | undefined): boolean {
  return (
    folders === undefined ||
    folders.some(folder => path === folder || path.startsWith(`${folder}/`))
  );
}

function readEnvironmentNames(
  annotations: Record<string, string>,
  config: Pick<DeployConfig, 'environments'>,
  problems: DeploymentProblem[],
): Environment[] {
  const text = annotations[ANNOTATION_ENVIRONMENTS];
  if (text === undefined) {
    return config.environments;
  }
  const environments: Environment[] = [];
  for (const name of text.split(',').map(part => part.trim())) {
    const environment = findEnvironment(config.environments, name);
    if (!environment) {
      problems.push({
        code: 'unknown-environment',
        message: `The annotation '${ANNOTATION_ENVIRONMENTS}' names '${name}', which this portal does not have: ${config.environments
          .map(known => known.name)
          .join(', ')}`,
        annotation: ANNOTATION_ENVIRONMENTS,
      });
    } else if (!environments.includes(environment)) {
      environments.push(environment);
    }
  }
  return environments;
}

function readManifestPath(
  annotations: Record<string, string>,
  environment: Environment,
  isFirst: boolean,
  problems: DeploymentProblem[],
): string {
  const fallback =
    environment.manifestPath ?? (isFirst ? 'deploy' : 'environments/{env}');
  const text = annotations[ANNOTATION_MANIFEST_PATH] ?? fallback;
  const path = text
    .replaceAll('{env}', environment.name)
    .replaceAll('{environment}', environment.name);
  try {
    assertManifestPath(`The annotation '${ANNOTATION_MANIFEST_PATH}'`, path);
    return path;
  } catch (error) {
    if (!problems.some(problem => problem.code === 'bad-manifest-path')) {
      problems.push({
        code: 'bad-manifest-path',
        message: stringifyError(error),
        annotation: ANNOTATION_MANIFEST_PATH,
      });
    }
    return fallback
      .replaceAll('{env}', environment.name)
      .replaceAll('{environment}', environment.name);
  }
}

function fillTemplate(
  template: string,
  values: Record<string, string>,
): string {
  return template.replace(
    /\{(\w+)\}/g,
    (placeholder, key: string) => values[key] ?? placeholder,
  );
}

/** The page that the catalog read the entity from, or what the entity says instead. */
function readSourceUrl(
  annotations: Readonly<Record<string, string>>,
): string | undefined {
  const location = annotations[ANNOTATION_SOURCE_LOCATION] ?? '';
  return /^url:https?:\/\//.test(location)
    ? location.slice('url:'.length)
    : undefined;
}
