import {
  ANNOTATION_IMAGE,
  canonicalRepository,
  DeploymentProblem,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';

/** The repository of the images, as the annotation names it; where it is wrong, a problem says so. */
export function readImageRepository(
  annotations: Record<string, string>,
  problems: DeploymentProblem[],
): string | undefined {
  const text = annotations[ANNOTATION_IMAGE];
  if (text === undefined) {
    return undefined;
  }
  const reference = tryParseImageReference(text);
  if (!reference) {
    problems.push({
      code: 'bad-image',
      message: `The annotation '${ANNOTATION_IMAGE}' is '${text}': write it as registry/path, without tag`,
      annotation: ANNOTATION_IMAGE,
    });
    return undefined;
  }
  return reference.registry === undefined
    ? canonicalRepository(reference)
    : `${reference.registry}/${reference.path}`;
}
