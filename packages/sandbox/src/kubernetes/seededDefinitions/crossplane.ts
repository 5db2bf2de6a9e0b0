import { JsonObject, PrinterColumn } from '../types';
import {
  anything,
  defineResource,
  flag,
  integer,
  listOf,
  open,
  text,
} from './defineResource';

const names = open(
  {
    kind: text,
    listKind: text,
    plural: text,
    singular: text,
    categories: listOf(text),
    shortNames: listOf(text),
  },
  ['kind', 'plural'],
);

function definitionSpec(scopes: string[], defaultScope: string): JsonObject {
  return open(
    {
      group: text,
      names,
      claimNames: names,
      scope: { type: 'string', enum: scopes, default: defaultScope },
      connectionSecretKeys: listOf(text),
      defaultCompositionRef: open({ name: text }, ['name']),
      enforcedCompositionRef: open({ name: text }, ['name']),
      defaultCompositionUpdatePolicy: {
        type: 'string',
        enum: ['Automatic', 'Manual'],
      },
      versions: listOf(
        open(
          {
            name: text,
            served: flag,
            referenceable: flag,
            deprecated: flag,
            schema: open({ openAPIV3Schema: { type: 'object', ...anything } }),
          },
          ['name', 'served', 'referenceable'],
        ),
      ),
    },
    ['group', 'names', 'versions'],
  );
}

const compositionSpec = open(
  {
    compositeTypeRef: open({ apiVersion: text, kind: text }, [
      'apiVersion',
      'kind',
    ]),
    mode: {
      type: 'string',
      enum: ['Pipeline', 'Resources'],
      default: 'Pipeline',
    },
    pipeline: listOf(
      open({ step: text, functionRef: open({ name: text }, ['name']) }, [
        'step',
        'functionRef',
      ]),
    ),
  },
  ['compositeTypeRef'],
);

const packageSpec = open({ package: text, revisionHistoryLimit: integer }, [
  'package',
]);

const packageColumns: PrinterColumn[] = [
  {
    name: 'INSTALLED',
    type: 'string',
    jsonPath: ".status.conditions[?(@.type=='Installed')].status",
  },
  {
    name: 'HEALTHY',
    type: 'string',
    jsonPath: ".status.conditions[?(@.type=='Healthy')].status",
  },
  { name: 'PACKAGE', type: 'string', jsonPath: '.spec.package' },
  { name: 'AGE', type: 'date', jsonPath: '.metadata.creationTimestamp' },
];

const GROUP = 'apiextensions.crossplane.io';

/** A managed resource of a made-up provider. */
function managedResource(group: string, kind: string) {
  return defineResource({
    group,
    kind,
    plural: `${kind.toLowerCase()}s`,
    categories: ['crossplane', 'managed'],
    versions: [
      {
        name: 'v1alpha1',
        spec: open({ forProvider: open() }, ['forProvider']),
        required: ['spec'],
      },
    ],
    printerColumns: [
      {
        name: 'SYNCED',
        type: 'string',
        jsonPath: ".status.conditions[?(@.type=='Synced')].status",
      },
      {
        name: 'READY',
        type: 'string',
        jsonPath: ".status.conditions[?(@.type=='Ready')].status",
      },
      {
        name: 'EXTERNAL-NAME',
        type: 'string',
        jsonPath: '.metadata.annotations.crossplane\\.io/external-name',
      },
    ],
  });
}

/** Crossplane's own kinds, and the managed resources of made-up providers. */
export const CROSSPLANE_DEFINITIONS = [
  defineResource({
    group: GROUP,
    kind: 'CompositeResourceDefinition',
    plural: 'compositeresourcedefinitions',
    cluster: true,
    shortNames: ['xrd', 'xrds'],
    categories: ['crossplane'],
    versions: [
      {
        name: 'v1',
        spec: definitionSpec(
          ['LegacyCluster', 'Namespaced', 'Cluster'],
          'LegacyCluster',
        ),
        required: ['spec'],
      },
      {
        name: 'v2',
        spec: definitionSpec(
          ['LegacyCluster', 'Namespaced', 'Cluster'],
          'Namespaced',
        ),
        required: ['spec'],
      },
    ],
    printerColumns: [
      {
        name: 'ESTABLISHED',
        type: 'string',
        jsonPath: ".status.conditions[?(@.type=='Established')].status",
      },
      {
        name: 'OFFERED',
        type: 'string',
        jsonPath: ".status.conditions[?(@.type=='Offered')].status",
      },
      { name: 'AGE', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ],
  }),
  defineResource({
    group: GROUP,
    kind: 'Composition',
    plural: 'compositions',
    cluster: true,
    shortNames: ['xr'],
    categories: ['crossplane'],
    versions: [{ name: 'v1', spec: compositionSpec, required: ['spec'] }],
    printerColumns: [
      {
        name: 'XR-KIND',
        type: 'string',
        jsonPath: '.spec.compositeTypeRef.kind',
      },
      {
        name: 'XR-APIVERSION',
        type: 'string',
        jsonPath: '.spec.compositeTypeRef.apiVersion',
      },
      { name: 'AGE', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ],
  }),
  defineResource({
    group: GROUP,
    kind: 'CompositionRevision',
    plural: 'compositionrevisions',
    cluster: true,
    categories: ['crossplane'],
    versions: [{ name: 'v1', spec: compositionSpec }],
  }),
  ...['Function', 'Provider', 'Configuration'].map(kind =>
    defineResource({
      group: 'pkg.crossplane.io',
      kind,
      plural: `${kind.toLowerCase()}s`,
      cluster: true,
      categories: ['crossplane', 'pkg'],
      versions: [{ name: 'v1', spec: packageSpec, required: ['spec'] }],
      printerColumns: packageColumns,
    }),
  ),
  managedResource('dns.sandbox.example', 'Record'),
  managedResource('sql.sandbox.example', 'Instance'),
  managedResource('sql.sandbox.example', 'Backup'),
];
