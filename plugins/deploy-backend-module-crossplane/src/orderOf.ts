import { InputError } from '@backstage/errors';
import { CLUSTER_SCOPED, OrderRef } from '@openportal/plugin-crossplane-common';
import {
  formatImageReference,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { OrderedKind } from './readConfig';

/** Annotation of an ordered resource that says which entity may deploy it. */
export const ANNOTATION_DEPLOYED_BY = 'openportal.dev/deployed-by';
const ANNOTATION_XRD = 'crossplane.io/xrd-name';
const ANNOTATION_RESOURCE = 'crossplane.io/resource-name';
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** The ordered resource that an entity runs as in an environment. */
export type DeployedOrder = { kind: OrderedKind; name: string };

/**
 * Finds the ordered resource of a target: of the kind in `crossplane.io/xrd-name`, called as the entity or as
 * `crossplane.io/resource-name` says, `{env}` being the environment. Namespace and cluster are those of the environment.
 */
export function orderOf(
  target: DeployTarget,
  kinds: readonly OrderedKind[],
): DeployedOrder {
  const { annotations, entityRef, environment } = target;
  const xrd = annotations[ANNOTATION_XRD]?.trim();
  if (!xrd) {
    throw new InputError(
      `Nothing says which kind of Crossplane '${entityRef}' is; set the annotation ${ANNOTATION_XRD} to the name of its XRD`,
    );
  }
  const kind = kinds.find(candidate => candidate.xrd === xrd);
  if (!kind) {
    throw new InputError(
      `The annotation ${ANNOTATION_XRD} of '${entityRef}' is '${xrd}', which deploy.crossplane.kinds does not name: ${
        kinds.map(known => `'${known.xrd}'`).join(', ') || 'it names none'
      }`,
    );
  }
  const name = (annotations[ANNOTATION_RESOURCE]?.trim() || target.name)
    .replaceAll('{name}', target.name)
    .replaceAll('{env}', environment);
  if (!NAME.test(name)) {
    throw new InputError(
      `The annotation ${ANNOTATION_RESOURCE} of '${entityRef}' gives '${name}', which is no name in Kubernetes`,
    );
  }
  return { kind, name };
}

/** The ordered resource as the Order part of the portal names it. */
export function orderRefOf(
  { kind, name }: DeployedOrder,
  place: { cluster: string; namespace: string },
): OrderRef {
  return {
    cluster: place.cluster,
    namespace: kind.clusterScoped ? CLUSTER_SCOPED : place.namespace,
    xrd: kind.xrd,
    name,
  };
}

/** What stands in a field of an object; undefined where there is nothing. */
export function valueAt(object: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? Object.entries(value).find(([name]) => name === key)?.[1]
        : undefined,
    object,
  );
}

/** The image that a resource names, or undefined where it names none. */
export function imageOf(
  object: unknown,
  { kind }: DeployedOrder,
  target: DeployTarget,
): string | undefined {
  const value = valueAt(object, kind.field.path);
  if (typeof value !== 'string' || value === '') {
    return undefined;
  }
  const text =
    kind.field.holds === 'image' ? value : `${repositoryOf(target)}:${value}`;
  if (!tryParseImageReference(text)) {
    throw new InputError(
      `The field '${kind.field.path.join(
        '.',
      )}' gives '${text}', which is no image reference`,
    );
  }
  return text;
}

/** What has to stand in the field for an image. */
export function fieldValue(
  image: string,
  { kind }: DeployedOrder,
  target: DeployTarget,
): string {
  const reference = tryParseImageReference(image);
  if (!reference) {
    throw new InputError(`'${image}' is no image reference`);
  }
  if (kind.field.holds === 'image') {
    return formatImageReference(reference);
  }
  if (!reference.tag || !image.startsWith(`${repositoryOf(target)}:`)) {
    throw new InputError(
      `The field '${kind.field.path.join('.')}' of '${
        kind.xrd
      }' holds a tag, so '${image}' cannot be written there`,
    );
  }
  return reference.tag;
}

function repositoryOf({ imageRepository, entityRef }: DeployTarget): string {
  if (!imageRepository) {
    throw new InputError(
      `Only the tag of the image is written, and nothing says its repository; set the annotation openportal.dev/image of '${entityRef}'`,
    );
  }
  return imageRepository;
}
