import { InputError } from '@backstage/errors';
import { ANNOTATION_KUBERNETES_ID } from '@openportal/plugin-deploy-common';
import { DeployTarget } from '@openportal/plugin-deploy-node';

const ANNOTATION_LABEL_SELECTOR = 'backstage.io/kubernetes-label-selector';
const ANNOTATION_NAMESPACE = 'backstage.io/kubernetes-namespace';
const MAX_SELECTOR_LENGTH = 1000;
const LABEL_VALUE = /^[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/;
const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The selector that finds the workloads of an entity, as the Kubernetes plugin of Backstage has it: its own selector,
 * else the label `backstage.io/kubernetes-id`.
 */
export function labelSelectorOf({
  annotations,
  entityRef,
}: DeployTarget): string {
  const selector = annotations[ANNOTATION_LABEL_SELECTOR]?.trim();
  if (selector) {
    if (selector.length > MAX_SELECTOR_LENGTH) {
      throw new InputError(
        `The annotation ${ANNOTATION_LABEL_SELECTOR} of '${entityRef}' has ${selector.length} characters; at most ${MAX_SELECTOR_LENGTH} are used`,
      );
    }
    return selector;
  }
  const id = annotations[ANNOTATION_KUBERNETES_ID]?.trim();
  if (!id) {
    throw new InputError(
      `Nothing says which workloads belong to '${entityRef}'; set the annotation ${ANNOTATION_KUBERNETES_ID} or ${ANNOTATION_LABEL_SELECTOR}`,
    );
  }
  if (!LABEL_VALUE.test(id)) {
    throw new InputError(
      `The annotation ${ANNOTATION_KUBERNETES_ID} of '${entityRef}' is '${id}', which no label can be: use letters, digits, '-', '_' and '.', at most 63`,
    );
  }
  return `${ANNOTATION_KUBERNETES_ID}=${id}`;
}

/** The namespace of the environment, or the one that the entity names where the operator lets it. */
export function namespaceOf(
  { annotations, entityRef, namespace }: DeployTarget,
  options: { namespaceAnnotation: boolean },
): string {
  const named = annotations[ANNOTATION_NAMESPACE]?.trim();
  if (!options.namespaceAnnotation || !named) {
    return namespace;
  }
  if (!DNS_LABEL.test(named)) {
    throw new InputError(
      `The annotation ${ANNOTATION_NAMESPACE} of '${entityRef}' is '${named}', which is no name of a namespace`,
    );
  }
  return named;
}
