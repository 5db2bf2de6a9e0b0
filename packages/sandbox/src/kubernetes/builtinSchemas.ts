import { JsonObject } from './types';

const anything = { 'x-kubernetes-preserve-unknown-fields': true };
const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const textMap = { type: 'object', additionalProperties: text };
const intOrString = { 'x-kubernetes-int-or-string': true };

function open(properties: JsonObject, required: string[] = []): JsonObject {
  return { type: 'object', properties, required, ...anything };
}

const container = open(
  {
    name: text,
    image: text,
    imagePullPolicy: {
      type: 'string',
      enum: ['Always', 'IfNotPresent', 'Never'],
    },
    ports: {
      type: 'array',
      items: open({ containerPort: { type: 'integer' } }, ['containerPort']),
    },
    env: { type: 'array', items: open({ name: text, value: text }, ['name']) },
  },
  ['name', 'image'],
);

const podSpec = open(
  { containers: { type: 'array', minItems: 1, items: container } },
  ['containers'],
);

const selector = open({ matchLabels: textMap });

const workload = open(
  {
    spec: open(
      {
        replicas: { ...count, default: 1 },
        selector,
        template: open({ metadata: open({ labels: textMap }), spec: podSpec }, [
          'spec',
        ]),
      },
      ['selector', 'template'],
    ),
  },
  ['spec'],
);

const roleRules = {
  type: 'array',
  items: open({ verbs: { type: 'array', items: text } }, ['verbs']),
};

const roleBinding = open(
  { roleRef: open({ kind: text, name: text }, ['kind', 'name']) },
  ['roleRef'],
);

/**
 * What the server checks of built-in kinds: the mistakes that a template is
 * likely to make. Fields that are not listed are kept unchecked.
 */
export const BUILTIN_SCHEMAS: Record<string, JsonObject> = {
  'v1/Pod': open({ spec: podSpec }, ['spec']),
  'v1/ConfigMap': open({ data: textMap }),
  'v1/Secret': open({ data: textMap, type: { ...text, default: 'Opaque' } }),
  'v1/Service': open({
    spec: open({
      type: {
        type: 'string',
        enum: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
        default: 'ClusterIP',
      },
      selector: textMap,
      ports: {
        type: 'array',
        items: open(
          {
            port: { type: 'integer', minimum: 1, maximum: 65535 },
            targetPort: intOrString,
            protocol: { ...text, default: 'TCP' },
          },
          ['port'],
        ),
      },
    }),
  }),
  'apps/v1/Deployment': workload,
  'apps/v1/ReplicaSet': workload,
  'apps/v1/StatefulSet': workload,
  'networking.k8s.io/v1/Ingress': open({
    spec: open({
      ingressClassName: text,
      rules: {
        type: 'array',
        items: open({
          host: text,
          http: open(
            {
              paths: {
                type: 'array',
                items: open(
                  {
                    path: text,
                    pathType: {
                      type: 'string',
                      enum: ['Exact', 'Prefix', 'ImplementationSpecific'],
                    },
                    backend: { type: 'object', ...anything },
                  },
                  ['pathType', 'backend'],
                ),
              },
            },
            ['paths'],
          ),
        }),
      },
    }),
  }),
  'networking.k8s.io/v1/NetworkPolicy': open({
    spec: open({ podSelector: { type: 'object', ...anything } }, [
      'podSelector',
    ]),
  }),
  'policy/v1/PodDisruptionBudget': open({
    spec: open({
      minAvailable: intOrString,
      maxUnavailable: intOrString,
      selector,
    }),
  }),
  'rbac.authorization.k8s.io/v1/Role': open({ rules: roleRules }),
  'rbac.authorization.k8s.io/v1/ClusterRole': open({ rules: roleRules }),
  'rbac.authorization.k8s.io/v1/RoleBinding': roleBinding,
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': roleBinding,
};
