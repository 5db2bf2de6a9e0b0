import { JsonObject } from '@backstage/types';
import {
  formVersions,
  OrderFields,
  toDisplayText,
  XrdVersion,
} from '@openportal/plugin-crossplane-common';
import { clustersWithChoice } from './placements';
import { SharedXrd } from './types';

/** What the form says instead of the pattern, which few can read. */
const NAME_RULE =
  'must have up to 63 lower case letters, digits and dashes, with no dash first or last';

const DNS_LABEL: JsonObject = {
  type: 'string',
  pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
  minLength: 1,
  maxLength: 63,
  errorMessage: NAME_RULE,
};

/** The page that says what is ordered: where, under which name, for whom, in which version. */
export function resourcePage(shared: SharedXrd, title: string): JsonObject {
  const { xrd, clusters } = shared;
  const { namespaced } = xrd.orderable;
  const severalVersions = xrd.versions.length > 1;
  const properties: JsonObject = {
    ...(clusters.length > 1 ? { cluster: clusterField(clusters) } : {}),
    name: {
      ...DNS_LABEL,
      title: 'Name',
      description: `Name of the ${title} in the cluster`,
      'ui:field': OrderFields.identity,
      'ui:autofocus': true,
      'ui:help': 'Up to 63 lower case letters, digits and inner dashes',
    },
    ...(namespaced ? { namespace: namespaceField(shared) } : {}),
    owner: {
      title: 'Owner',
      description: 'Group that is responsible for it',
      type: 'string',
      'ui:field': 'OwnerPicker',
      'ui:options': { catalogFilter: { kind: 'Group' } },
    },
    version: severalVersions
      ? versionField(xrd.versions, xrd.current.name)
      : hiddenField(xrd.current.name),
    operation: { ...hiddenField('create'), enum: ['create', 'update'] },
    formVersion: hiddenField(formVersions(xrd)),
    // Given with the values of an order that is changed; a new order has no file yet.
    fileVersion: hiddenField(),
  };
  const required = [
    ...(clusters.length > 1 ? ['cluster'] : []),
    'name',
    ...(namespaced ? ['namespace'] : []),
    'owner',
    ...(severalVersions ? ['version'] : []),
  ];
  return { title: 'Resource', required, properties };
}

/** The last page: what will be written, where, and what is wrong with it. */
export function manifestPage({
  xrd,
  clusters,
  placements,
}: SharedXrd): JsonObject {
  const choice = clustersWithChoice(placements);
  return {
    title: 'Manifest',
    properties: {
      preview: {
        title: 'Manifest',
        description: 'What is written to the orders repository',
        type: 'string',
        'ui:field': OrderFields.orderPreview,
        'ui:options': {
          xrd: xrd.name,
          clusters,
          // As the step that changes an order has it.
          ...(choice.length > 0 ? { choiceOfComposition: choice } : {}),
        },
        // For a portal without the field: nothing to fill in.
        'ui:readonly': true,
        'ui:backstage': { review: { show: false } },
      },
    },
  };
}

function clusterField(clusters: string[]): JsonObject {
  return {
    title: 'Cluster',
    description: 'Cluster that the resource is created in',
    type: 'string',
    // No default: nobody should order into the first of the alphabet by accident.
    enum: clusters,
    'ui:field': OrderFields.identity,
  };
}

function namespaceField({ xrd, clusters }: SharedXrd): JsonObject {
  return {
    ...DNS_LABEL,
    title: 'Namespace',
    description: 'Namespace of your team',
    'ui:field': OrderFields.namespacePicker,
    'ui:options': { xrd: xrd.name, clusters },
  };
}

function versionField(versions: XrdVersion[], current: string): JsonObject {
  const warnings = versions.flatMap(
    ({ name, deprecated, deprecationWarning }) =>
      deprecated && deprecationWarning
        ? toDisplayText(`${name}: ${deprecationWarning}`)
        : [],
  );
  return {
    title: 'API version',
    description: ['Version of the API that the form is for', ...warnings].join(
      '. ',
    ),
    type: 'string',
    // Not `oneOf` with `const`: the review page would take the title of the chosen version for the field's.
    enum: versions.map(({ name }) => name),
    enumNames: versions.map(({ name, deprecated }) =>
      deprecated ? `${name} (deprecated)` : name,
    ),
    default: current,
  };
}

/** A value that the form hands on without showing it. */
function hiddenField(value?: string): JsonObject {
  return {
    type: 'string',
    ...(value === undefined ? {} : { default: value }),
    'ui:widget': 'hidden',
    'ui:backstage': { review: { show: false } },
  };
}
