import {
  DEPLOY_ANNOTATION_PREFIXES,
  DeploymentProblem,
} from '@openportal/plugin-deploy-common';

const MAX_VALUE_LENGTH = 1024;
const MAX_TOTAL_LENGTH = 16_384;

/**
 * The annotations that adapters get: those that belong to deployments, and no more of them than a row of the
 * database should carry with each operation. What is too long is left out, and said.
 */
export function readTargetAnnotations(
  annotations: Readonly<Record<string, string>>,
  problems: DeploymentProblem[],
): Record<string, string> {
  const taken: Record<string, string> = {};
  let length = 0;
  for (const [name, value] of Object.entries(annotations)) {
    if (!DEPLOY_ANNOTATION_PREFIXES.some(prefix => name.startsWith(prefix))) {
      continue;
    }
    if (
      value.length > MAX_VALUE_LENGTH ||
      length + name.length + value.length > MAX_TOTAL_LENGTH
    ) {
      problems.push({
        code: 'annotation-too-long',
        message: `The annotation '${name}' is left out: a value has at most ${MAX_VALUE_LENGTH} characters, all annotations for deployments together have ${MAX_TOTAL_LENGTH}`,
        annotation: name,
      });
    } else {
      length += name.length + value.length;
      taken[name] = value;
    }
  }
  return taken;
}
