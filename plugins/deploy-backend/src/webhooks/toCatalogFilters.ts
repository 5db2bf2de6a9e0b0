import {
  ANNOTATION_ARGOCD_APP,
  ANNOTATION_ARGOCD_APP_PREFIX,
  ANNOTATION_FLUX_PREFIX,
  ANNOTATION_GITHUB_PROJECT_SLUG,
  ANNOTATION_GITOPS_REPOSITORY,
  ANNOTATION_IMAGE,
  Environment,
} from '@openportal/plugin-deploy-common';
import { WebhookHint } from './messages/WebhookMessage';

/** One of them must hold: each key has one of its values. */
export type CatalogFilters = Record<string, string[]>[];

/**
 * What entities that a hint may be about have in common, for the search of the catalog. Finds rather too many:
 * {@link isHintAbout} decides.
 */
export function toCatalogFilters(
  hint: WebhookHint,
  environments: readonly Environment[],
): CatalogFilters {
  if ('argocdApplication' in hint) {
    const { argocdApplication: name } = hint;
    return [
      annotated(ANNOTATION_ARGOCD_APP, withoutEnvironment(name, environments)),
      ...environments.map(environment =>
        annotated(`${ANNOTATION_ARGOCD_APP_PREFIX}${environment.name}`, [name]),
      ),
    ];
  }
  if ('flux' in hint) {
    return fluxFilters(hint.flux, environments);
  }
  if ('imageRepository' in hint) {
    // As people write it: what Docker Hub means can be left out.
    const short = hint.imageRepository.replace(/^docker\.io\/(library\/)?/, '');
    return [annotated(ANNOTATION_IMAGE, [hint.imageRepository, short])];
  }
  if ('repository' in hint) {
    const slug = `${hint.repository.owner}/${hint.repository.name}`;
    const spellings = [slug, `https://github.com/${slug}`];
    return [
      annotated(ANNOTATION_GITHUB_PROJECT_SLUG, spellings),
      annotated(ANNOTATION_GITOPS_REPOSITORY, spellings),
    ];
  }
  if ('namespace' in hint) {
    return [{ 'metadata.name': namesOf(hint.namespace, environments) }];
  }
  const entityRef =
    'deployedEntity' in hint ? hint.deployedEntity : hint.entityRef;
  const [, kind, namespace, name] =
    /^([^:]+):([^/]+)\/(.+)$/.exec(entityRef) ?? [];
  return name === undefined
    ? []
    : [
        {
          kind: [kind],
          'metadata.namespace': [namespace],
          'metadata.name': [name],
        },
      ];
}

/** By the annotations that the Flux adapter knows, and by name. */
function fluxFilters(
  { kind, namespace, name }: { kind: string; namespace: string; name: string },
  environments: readonly Environment[],
): CatalogFilters {
  const annotation = `${ANNOTATION_FLUX_PREFIX}${kind.toLowerCase()}`;
  const templates = [name, `${namespace}/${name}`].flatMap(text => [
    text,
    ...environments.map(environment =>
      text.replaceAll(environment.name, '{env}'),
    ),
  ]);
  return [
    { 'metadata.name': withoutEnvironment(name, environments) },
    annotated(annotation, [...new Set(templates)]),
    ...environments.map(environment =>
      annotated(`${annotation}.${environment.name}`, [...new Set(templates)]),
    ),
  ];
}

function annotated(annotation: string, values: string[]) {
  return { [`metadata.annotations.${annotation}`]: values };
}

/** The name, and what it is without the name of an environment at its end. */
function withoutEnvironment(
  name: string,
  environments: readonly Environment[],
): string[] {
  return [
    name,
    ...environments.flatMap(environment =>
      name.endsWith(`-${environment.name}`)
        ? [name.slice(0, -environment.name.length - 1)]
        : [],
    ),
  ];
}

/** The applications whose namespace this may be, by the templates of the environments. */
function namesOf(
  namespace: string,
  environments: readonly Environment[],
): string[] {
  const names = withoutEnvironment(namespace, environments);
  for (const environment of environments) {
    const [before, after] = (environment.namespace ?? '')
      .replaceAll('{environment}', environment.name)
      .split('{name}');
    if (
      after !== undefined &&
      namespace.startsWith(before) &&
      namespace.endsWith(after)
    ) {
      names.push(
        namespace.slice(before.length, namespace.length - after.length),
      );
    }
  }
  return [...new Set(names)].filter(name => name !== '');
}
