import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { KubernetesObject } from '@openportal/kubernetes-node';
import {
  CLUSTER_SCOPED,
  CompositeResourceDefinition,
  CrossplaneKeys,
  prefixedKeys,
  stringifyOrderRef,
  toDisplayText,
  toPlainText,
  toUniqueEntityName,
} from '@openportal/plugin-crossplane-common';
import { locationAnnotations } from './entityAnnotations';
import { readLinkList } from './readLinks';
import { readOwner, readReferenceList, readSystem } from './readReferences';
import { wantsResource } from './selectXrd';
import { ConvertOptions, SharedXrd } from './types';
import { apiName } from './xrdToApi';

const WORDS = /^[A-Za-z0-9]([A-Za-z0-9 ._-]{0,61}[A-Za-z0-9])?$/;
const SOURCE_FILE =
  /^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9_.-]{1,100}(\/[A-Za-z0-9_.-]+)+$/;

/**
 * Where a composite resource or claim was found.
 *
 * @public
 */
export interface CompositePlace {
  cluster: string;
  stale: boolean;
  xrd: CompositeResourceDefinition;
  /** The group of its XRD; `undefined` when the XRD makes no template. */
  shared?: Pick<SharedXrd, 'templateName'>;
  /** Owner annotation of its namespace. */
  namespaceOwner?: string;
}

/**
 * Makes the Resource entity of one composite resource or claim; `undefined` when it asks to stay out.
 *
 * @remarks
 * Nothing of `spec` and `status` is copied: other people's data may be in there, and a status that
 * changes every minute would keep the catalog busy.
 *
 * @public
 */
export function compositeToResource(
  object: KubernetesObject,
  place: CompositePlace,
  options: ConvertOptions,
): Entity | undefined {
  const { cluster, stale, xrd, shared } = place;
  const { name, annotations = {}, labels = {} } = object.metadata;
  if (!wantsResource({ annotations, labels }, Boolean(shared), options)) {
    return undefined;
  }
  const keys = prefixedKeys(options.annotationPrefix);
  const orderRef = orderRefOf(object, place);
  const title = toPlainText(annotations[keys.title] ?? '', 200).trim();
  const description = toDisplayText(annotations[keys.description] ?? '');
  const links = readLinkList(annotations[keys.links]);
  const lifecycle = readWords(annotations[keys.lifecycle]);
  const system = readSystem(annotations[keys.system]);
  const template = shared && `template:default/${shared.templateName}`;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: resourceName(object, place),
      title: title || name,
      ...(description ? { description } : {}),
      tags: ['crossplane', 'source:kubernetes'],
      ...(links.length ? { links } : {}),
      annotations: {
        ...locationAnnotations(orderRef),
        [CrossplaneKeys.xrdName]: xrd.name,
        [CrossplaneKeys.xrdGroup]: xrd.group,
        [CrossplaneKeys.clusters]: cluster,
        [CrossplaneKeys.orderRef]: orderRef,
        ...orderAnnotations(annotations),
        ...(template ? { 'backstage.io/source-template': template } : {}),
        ...(stale ? { [CrossplaneKeys.stale]: 'true' } : {}),
      },
    },
    spec: {
      type:
        readWords(annotations[keys.componentType]) ??
        xrd.orderable.kind.toLowerCase(),
      owner: resourceOwner(annotations[keys.owner], object, place, options),
      ...(lifecycle ? { lifecycle } : {}),
      ...(system ? { system } : {}),
      ...(template ? { scaffoldedFrom: template } : {}),
      dependsOn: [
        ...new Set([
          ...(shared
            ? [`api:default/${apiName(shared, versionOf(object, xrd))}`]
            : []),
          ...readReferenceList(annotations[keys.dependsOn]),
        ]),
      ],
    },
  };
}

/** Reference of the entity of a resource, which is known also when the entity cannot be made. */
export function resourceRef(
  object: Pick<KubernetesObject, 'metadata'>,
  place: Pick<CompositePlace, 'cluster' | 'xrd'>,
): string {
  return stringifyEntityRef({
    kind: 'Resource',
    name: resourceName(object, place),
  });
}

function resourceName(
  object: Pick<KubernetesObject, 'metadata'>,
  place: Pick<CompositePlace, 'cluster' | 'xrd'>,
): string {
  return toUniqueEntityName(object.metadata.name, orderRefOf(object, place));
}

function orderRefOf(
  { metadata: { name, namespace } }: Pick<KubernetesObject, 'metadata'>,
  { cluster, xrd }: Pick<CompositePlace, 'cluster' | 'xrd'>,
): string {
  return stringifyOrderRef({
    cluster,
    namespace: namespace ?? CLUSTER_SCOPED,
    xrd: xrd.name,
    name,
  });
}

/** The version that the object was read in, as long as it has an API entity. */
function versionOf(
  { apiVersion }: KubernetesObject,
  { versions, current }: CompositeResourceDefinition,
): string {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  return versions.some(({ name }) => name === version) ? version : current.name;
}

/**
 * Whoever may write into a namespace could name any group as owner. So a resource may only name the owner
 * of its namespace or the group that its namespace is called after. The annotation of a namespace counts as
 * it is: whoever may write namespaces decides about them.
 */
function resourceOwner(
  annotation: string | undefined,
  { metadata: { namespace } }: KubernetesObject,
  { namespaceOwner }: CompositePlace,
  options: ConvertOptions,
): string {
  const ofNamespace = readOwner(namespaceOwner);
  const owner = readOwner(annotation);
  const trusted =
    owner !== undefined &&
    (options.allowForeignOwners ||
      owner === ofNamespace ||
      // The whole reference: another catalog namespace may have a group of the same name.
      owner === `group:default/${namespace}`);
  return (trusted ? owner : ofNamespace) ?? options.defaultOwner;
}

/** What an order writes on its resource, to get back from the entity to the order. */
function orderAnnotations(
  annotations: Record<string, string>,
): Record<string, string> {
  const requestedBy = readOwner(annotations[CrossplaneKeys.requestedBy]);
  const sourceFile = annotations[CrossplaneKeys.sourceFile] ?? '';
  const isFile =
    SOURCE_FILE.test(sourceFile) && !/\/\.{1,2}(\/|$)/.test(sourceFile);
  return {
    ...(requestedBy ? { [CrossplaneKeys.requestedBy]: requestedBy } : {}),
    ...(isFile ? { [CrossplaneKeys.sourceFile]: sourceFile } : {}),
  };
}

function readWords(value: string | undefined): string | undefined {
  const words = value?.trim() ?? '';
  return WORDS.test(words) ? words : undefined;
}
