import { PrinterColumn } from '../types';
import {
  defineResource,
  flag,
  integer,
  listOf,
  open,
  text,
} from './defineResource';

const duration = {
  type: 'string',
  pattern: '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$',
};

const sourceReference = open({ kind: text, name: text, namespace: text }, [
  'kind',
  'name',
]);

const readyColumns: PrinterColumn[] = [
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  {
    name: 'Ready',
    type: 'string',
    jsonPath: '.status.conditions[?(@.type=="Ready")].status',
  },
  {
    name: 'Status',
    type: 'string',
    jsonPath: '.status.conditions[?(@.type=="Ready")].message',
  },
];

/** Flux's kinds. */
export const FLUX_DEFINITIONS = [
  defineResource({
    group: 'source.toolkit.fluxcd.io',
    kind: 'GitRepository',
    plural: 'gitrepositories',
    shortNames: ['gitrepo'],
    versions: [
      {
        name: 'v1',
        spec: open(
          {
            url: { type: 'string', pattern: '^(http|https|ssh)://.*$' },
            interval: duration,
            timeout: duration,
            suspend: flag,
            ignore: text,
            secretRef: open({ name: text }, ['name']),
            ref: open({ branch: text, tag: text, commit: text, name: text }),
          },
          ['url', 'interval'],
        ),
      },
    ],
    printerColumns: [
      { name: 'URL', type: 'string', jsonPath: '.spec.url' },
      ...readyColumns,
    ],
  }),
  defineResource({
    group: 'kustomize.toolkit.fluxcd.io',
    kind: 'Kustomization',
    plural: 'kustomizations',
    shortNames: ['ks'],
    versions: [
      {
        name: 'v1',
        spec: open(
          {
            interval: duration,
            retryInterval: duration,
            timeout: duration,
            path: text,
            prune: flag,
            force: flag,
            wait: flag,
            suspend: flag,
            targetNamespace: text,
            serviceAccountName: text,
            sourceRef: sourceReference,
            dependsOn: listOf(open({ name: text, namespace: text }, ['name'])),
            images: listOf(open({ name: text }, ['name'])),
            patches: listOf(open()),
          },
          ['interval', 'prune', 'sourceRef'],
        ),
      },
    ],
    printerColumns: readyColumns,
  }),
  defineResource({
    group: 'notification.toolkit.fluxcd.io',
    kind: 'Receiver',
    plural: 'receivers',
    versions: [
      {
        name: 'v1',
        spec: open(
          {
            type: text,
            events: listOf(text),
            interval: duration,
            resources: listOf(sourceReference),
            secretRef: open({ name: text }, ['name']),
          },
          ['type', 'resources', 'secretRef'],
        ),
      },
    ],
  }),
  defineResource({
    group: 'notification.toolkit.fluxcd.io',
    kind: 'Provider',
    plural: 'providers',
    versions: [
      {
        name: 'v1beta3',
        spec: open({ type: text, address: text, channel: text }, ['type']),
      },
    ],
  }),
  defineResource({
    group: 'notification.toolkit.fluxcd.io',
    kind: 'Alert',
    plural: 'alerts',
    versions: [
      {
        name: 'v1beta3',
        spec: open(
          {
            eventSeverity: { type: 'string', enum: ['info', 'error'] },
            eventSources: listOf(sourceReference),
            exclusionList: listOf(text),
            limit: integer,
            providerRef: open({ name: text }, ['name']),
          },
          ['eventSources', 'providerRef'],
        ),
      },
    ],
  }),
  defineResource({
    group: 'helm.toolkit.fluxcd.io',
    kind: 'HelmRelease',
    plural: 'helmreleases',
    shortNames: ['hr'],
    versions: [
      { name: 'v2', spec: open({ interval: duration }, ['interval']) },
    ],
    printerColumns: readyColumns,
  }),
];
