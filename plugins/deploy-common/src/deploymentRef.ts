import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

/**
 * An entity in an environment: what a deployment permission is about.
 *
 * @public
 */
export type DeploymentKey = { entityRef: string; environment: string };

/**
 * The text form of a deployment, `component:default/payments#prod`, used as the resource reference of
 * deployment permissions.
 *
 * @public
 */
export function stringifyDeploymentRef(key: DeploymentKey): string {
  return `${stringifyEntityRef(parseEntityRef(key.entityRef))}#${
    key.environment
  }`;
}

/**
 * Takes the text form of a deployment apart.
 *
 * @public
 */
export function parseDeploymentRef(ref: string): DeploymentKey {
  const hash = ref.lastIndexOf('#');
  if (hash <= 0 || hash === ref.length - 1) {
    throw new InputError(
      `'${ref}' is not a deployment reference. Write it as kind:namespace/name#environment`,
    );
  }
  return {
    entityRef: stringifyEntityRef(parseEntityRef(ref.slice(0, hash))),
    environment: ref.slice(hash + 1),
  };
}
