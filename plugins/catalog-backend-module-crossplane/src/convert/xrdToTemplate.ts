import { Entity } from '@backstage/catalog-model';
import { JsonObject } from '@backstage/types';
import {
  CompositeResourceDefinition,
  CrossplaneKeys,
  formatVersion,
  prefixedKeys,
  schemaToForm,
  specSchema,
  toPlainText,
  toTag,
} from '@openportal/plugin-crossplane-common';
import { xrdAnnotations } from './entityAnnotations';
import { readOwner } from './readOwner';
import { ConvertOptions, SharedXrd } from './types';

const MAX_EXTRA_TAGS = 10;

/**
 * Makes the software template of an XRD.
 *
 * @remarks
 * A template is code that the portal runs, and an XRD is written by others. So its steps and outputs
 * are fixed here; from the XRD come names that follow the rules of Kubernetes, plain text and schemas.
 *
 * @public
 */
export function xrdToTemplate(
  shared: SharedXrd,
  options: ConvertOptions,
): Entity {
  const { xrd } = shared;
  const version = formatVersion(xrd.labels[CrossplaneKeys.version]);
  const title = displayTitle(xrd);
  const description = readDescription(xrd);
  return {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: {
      name: shared.templateName,
      title: version ? `${title} ${version}` : title,
      ...(description ? { description } : {}),
      tags: templateTags(shared),
      ...(version
        ? { labels: { [CrossplaneKeys.version]: toLabelValue(version) } }
        : {}),
      annotations: {
        ...xrdAnnotations(shared),
        ...(version ? { [CrossplaneKeys.version]: version } : {}),
      },
    },
    spec: {
      type: 'crossplane-xr',
      owner:
        readOwner(xrd.annotations['backstage.io/owner']) ??
        readOwner(
          xrd.annotations[prefixedKeys(options.annotationPrefix).owner],
        ) ??
        options.defaultOwner,
      parameters: [resourcePage(shared, title), specPage(xrd, title)],
      steps: [orderStep(shared, title)],
      output: {
        links: [
          {
            title: 'Follow the order',
            icon: 'dashboard',
            url: '${{ steps.order.output.orderUrl }}',
          },
          {
            title: 'Pull request',
            icon: 'github',
            url: '${{ steps.order.output.pullRequestUrl }}',
          },
        ],
      },
    },
  };
}

/**
 * How people call the resources of an XRD.
 *
 * @public
 */
export function displayTitle(xrd: CompositeResourceDefinition): string {
  const title = xrd.annotations['backstage.io/title']?.trim();
  return title ? toPlainText(title, 100) : xrd.orderable.kind;
}

function readDescription(xrd: CompositeResourceDefinition): string | undefined {
  const described =
    xrd.annotations['backstage.io/description'] ??
    xrd.current.schema?.description;
  return typeof described === 'string' ? toPlainText(described) : undefined;
}

function templateTags({ xrd, clusters }: SharedXrd): string[] {
  const extra = (xrd.annotations[CrossplaneKeys.tags] ?? '')
    .split(',')
    .slice(0, MAX_EXTRA_TAGS)
    .flatMap(tag => toTag(tag) ?? []);
  const tags = [
    'crossplane',
    'source:kubernetes',
    ...clusters.flatMap(cluster => toTag(`cluster-${cluster}`) ?? []),
    ...extra,
  ];
  return [...new Set(tags)];
}

/** Labels allow less than versions do: build metadata after a plus sign, for example. */
function toLabelValue(version: string): string {
  return version.replaceAll('+', '_');
}

/** What the form says instead of the pattern, which few can read. */
const NAME_RULE =
  'must have up to 63 lower case letters, digits and dashes, with no dash first or last';

function resourcePage({ xrd, clusters }: SharedXrd, title: string): JsonObject {
  const properties: JsonObject = {
    name: {
      title: 'Name',
      description: `Name of the ${title} in the cluster`,
      type: 'string',
      pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
      minLength: 1,
      maxLength: 63,
      'ui:autofocus': true,
      'ui:help': 'Up to 63 lower case letters, digits and inner dashes',
      errorMessage: NAME_RULE,
    },
  };
  const required = ['name'];
  if (xrd.orderable.namespaced) {
    properties.namespace = {
      title: 'Namespace',
      description: 'Namespace of your team',
      type: 'string',
      pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
      minLength: 1,
      maxLength: 63,
      errorMessage: NAME_RULE,
    };
    required.push('namespace');
  }
  properties.owner = {
    title: 'Owner',
    description: 'Group that is responsible for it',
    type: 'string',
    'ui:field': 'OwnerPicker',
    'ui:options': { catalogFilter: { kind: 'Group' } },
  };
  required.push('owner');
  if (clusters.length > 1) {
    properties.cluster = {
      title: 'Cluster',
      type: 'string',
      enum: clusters,
      default: clusters[0],
    };
    required.push('cluster');
  }
  return { title: 'Resource', required, properties };
}

function specPage(xrd: CompositeResourceDefinition, title: string): JsonObject {
  const { schema } = schemaToForm(specSchema(xrd.current), { title });
  return {
    title: `${title} settings`,
    required: ['spec'],
    // A key of its own: the fields of an XRD may have any name without clashing with ours.
    properties: { spec: schema },
  };
}

function orderStep({ xrd, clusters }: SharedXrd, title: string): JsonObject {
  return {
    id: 'order',
    name: `Order ${title}`,
    action: 'idp:order:create',
    input: {
      cluster: clusters.length > 1 ? '${{ parameters.cluster }}' : clusters[0],
      xrd: xrd.name,
      version: xrd.current.name,
      name: '${{ parameters.name }}',
      ...(xrd.orderable.namespaced
        ? { namespace: '${{ parameters.namespace }}' }
        : {}),
      owner: '${{ parameters.owner }}',
      spec: '${{ parameters.spec }}',
    },
  };
}
