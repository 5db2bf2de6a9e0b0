import { BUILTIN_SCHEMAS } from './builtinSchemas';
import { ResourceType, toApiVersion } from './types';

const ALL_VERBS = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

interface Row {
  apiVersion: string;
  kind: string;
  plural: string;
  cluster?: true;
  status?: true;
  scale?: true;
  short?: string[];
  categories?: string[];
  verbs?: string[];
}

/** Every kind that the server knows without a CRD. A new kind is a new row. */
const ROWS: Row[] = [
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    plural: 'namespaces',
    cluster: true,
    status: true,
    short: ['ns'],
  },
  {
    apiVersion: 'v1',
    kind: 'Node',
    plural: 'nodes',
    cluster: true,
    status: true,
    short: ['no'],
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    plural: 'pods',
    status: true,
    short: ['po'],
    categories: ['all'],
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    plural: 'services',
    status: true,
    short: ['svc'],
    categories: ['all'],
  },
  {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    plural: 'serviceaccounts',
    short: ['sa'],
  },
  { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', short: ['cm'] },
  { apiVersion: 'v1', kind: 'Secret', plural: 'secrets' },
  { apiVersion: 'v1', kind: 'Event', plural: 'events', short: ['ev'] },
  {
    apiVersion: 'v1',
    kind: 'LimitRange',
    plural: 'limitranges',
    short: ['limits'],
  },
  {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    plural: 'resourcequotas',
    status: true,
    short: ['quota'],
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    plural: 'persistentvolumeclaims',
    status: true,
    short: ['pvc'],
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    plural: 'deployments',
    status: true,
    scale: true,
    short: ['deploy'],
    categories: ['all'],
  },
  {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    plural: 'replicasets',
    status: true,
    scale: true,
    short: ['rs'],
    categories: ['all'],
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    plural: 'statefulsets',
    status: true,
    scale: true,
    short: ['sts'],
    categories: ['all'],
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    plural: 'daemonsets',
    status: true,
    short: ['ds'],
    categories: ['all'],
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    plural: 'jobs',
    status: true,
    categories: ['all'],
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    plural: 'cronjobs',
    status: true,
    short: ['cj'],
    categories: ['all'],
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    plural: 'ingresses',
    status: true,
    short: ['ing'],
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    plural: 'networkpolicies',
    short: ['netpol'],
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    plural: 'poddisruptionbudgets',
    status: true,
    short: ['pdb'],
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    plural: 'horizontalpodautoscalers',
    status: true,
    short: ['hpa'],
    categories: ['all'],
  },
  { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', plural: 'leases' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', plural: 'roles' },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    plural: 'rolebindings',
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    plural: 'clusterroles',
    cluster: true,
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    plural: 'clusterrolebindings',
    cluster: true,
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    cluster: true,
    status: true,
    short: ['crd', 'crds'],
    categories: ['api-extensions'],
  },
  {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    plural: 'selfsubjectaccessreviews',
    cluster: true,
    verbs: ['create'],
  },
  {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    plural: 'subjectaccessreviews',
    cluster: true,
    verbs: ['create'],
  },
];

function toResourceType(row: Row): ResourceType {
  const slash = row.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : row.apiVersion.slice(0, slash);
  const version = row.apiVersion.slice(slash + 1);
  return {
    group,
    version,
    kind: row.kind,
    listKind: `${row.kind}List`,
    plural: row.plural,
    singular: row.kind.toLowerCase(),
    shortNames: row.short ?? [],
    categories: row.categories ?? [],
    namespaced: !row.cluster,
    statusSubresource: row.status ?? false,
    scaleSubresource: row.scale ?? false,
    storageVersion: version,
    schema: BUILTIN_SCHEMAS[`${toApiVersion(group, version)}/${row.kind}`],
    custom: false,
    verbs: row.verbs ?? ALL_VERBS,
    printerColumns: [],
  };
}

/** The built-in kinds as resource types. */
export const BUILTIN_RESOURCES: ResourceType[] = ROWS.map(toResourceType);

/** The verbs of a resource that is stored. */
export const STORED_VERBS = ALL_VERBS;
