import { KubernetesObject } from '../types';
import { ARGOCD_DEFINITIONS } from './argocd';
import { CROSSPLANE_DEFINITIONS } from './crossplane';
import { defineResource, open } from './defineResource';
import { FLUX_DEFINITIONS } from './flux';

const MONITORING_DEFINITIONS = [
  ...[
    { kind: 'ServiceMonitor', plural: 'servicemonitors' },
    { kind: 'PodMonitor', plural: 'podmonitors' },
    { kind: 'PrometheusRule', plural: 'prometheusrules' },
  ].map(({ kind, plural }) =>
    defineResource({
      group: 'monitoring.coreos.com',
      kind,
      plural,
      versions: [{ name: 'v1', spec: open(), required: ['spec'] }],
    }),
  ),
];

/** The custom resources that a fresh cluster knows. */
export const SEEDED_DEFINITIONS: KubernetesObject[] = [
  ...CROSSPLANE_DEFINITIONS,
  ...ARGOCD_DEFINITIONS,
  ...FLUX_DEFINITIONS,
  ...MONITORING_DEFINITIONS,
];
