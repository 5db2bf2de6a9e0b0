import {
  ANNOTATION_FLUX_PREFIX,
  canonicalRepository,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';
import { DeployTarget, RepositoryRef } from '@openportal/plugin-deploy-node';
import { WebhookHint } from './messages/WebhookMessage';

/** Whether a hint is about this target. The target says what is ours; the hint only picks from it. */
export function isHintAbout(hint: WebhookHint, target: DeployTarget): boolean {
  if ('entityRef' in hint) {
    return (
      hint.entityRef === target.entityRef &&
      hint.environment === target.environment
    );
  }
  if ('argocdApplication' in hint) {
    return hint.argocdApplication === target.argocdApplication;
  }
  if ('flux' in hint) {
    return isFluxObjectOf(hint.flux, target);
  }
  if ('imageRepository' in hint) {
    return (
      target.imageRepository !== undefined &&
      canonicalText(target.imageRepository) ===
        canonicalText(hint.imageRepository)
    );
  }
  if ('repository' in hint) {
    return isRepositoryOf(hint, target);
  }
  return (
    ('deployedEntity' in hint
      ? hint.deployedEntity === target.entityRef
      : hint.namespace === target.namespace) &&
    (hint.cluster === undefined ||
      target.cluster === undefined ||
      hint.cluster === target.cluster)
  );
}

/**
 * The object that an annotation names, else by convention one that is called like the application, with the
 * environment where several are side by side. One hint too many costs one look.
 */
function isFluxObjectOf(
  object: { namespace: string; name: string },
  target: DeployTarget,
): boolean {
  const names = [
    target.name,
    `${target.name}-${target.environment}`,
    target.namespace,
  ];
  const annotated = Object.entries(target.annotations).flatMap(
    ([annotation, value]) =>
      annotation.startsWith(ANNOTATION_FLUX_PREFIX)
        ? [value.trim().replaceAll('{env}', target.environment)]
        : [],
  );
  return (
    names.includes(object.name) ||
    annotated.includes(object.name) ||
    annotated.includes(`${object.namespace}/${object.name}`)
  );
}

function isRepositoryOf(
  hint: { repository: RepositoryRef; branch?: string; paths?: string[] },
  target: DeployTarget,
): boolean {
  const desired = isSameRepository(hint.repository, target.repository);
  if (!desired) {
    return isSameRepository(hint.repository, target.sourceRepository);
  }
  if (
    hint.branch !== undefined &&
    target.branch !== undefined &&
    hint.branch !== target.branch
  ) {
    return false;
  }
  // A repository may hold the manifests of thousands of applications.
  return (
    hint.paths === undefined ||
    hint.paths.some(
      path =>
        path === target.manifestPath ||
        path.startsWith(`${target.manifestPath}/`),
    )
  );
}

/** Hosts are not compared: the same name on two hosts costs one look too many. */
function isSameRepository(
  left: RepositoryRef,
  right: RepositoryRef | undefined,
): boolean {
  return (
    right !== undefined &&
    left.owner.toLowerCase() === right.owner.toLowerCase() &&
    left.name.toLowerCase() === right.name.toLowerCase()
  );
}

function canonicalText(repository: string): string {
  const reference = tryParseImageReference(repository);
  return reference ? canonicalRepository(reference) : repository;
}
