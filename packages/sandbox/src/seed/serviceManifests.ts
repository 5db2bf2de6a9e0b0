import { yamlText } from './yamlText';

/** The folder `deploy/` of a service: what runs in development and the base of the other environments. */
export function deployFiles(
  name: string,
  image: string,
): Record<string, string> {
  const labels = {
    'app.kubernetes.io/name': name,
    'backstage.io/kubernetes-id': name,
  };
  const selector = { 'app.kubernetes.io/name': name };
  return {
    'deploy/kustomization.yaml': yamlText({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      namespace: name,
      labels: [{ pairs: labels, includeTemplates: true }],
      resources: [
        'namespace.yaml',
        'serviceaccount.yaml',
        'deployment.yaml',
        'service.yaml',
        'networkpolicy.yaml',
        'poddisruptionbudget.yaml',
      ],
    }),
    'deploy/namespace.yaml': yamlText({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
      },
    }),
    'deploy/serviceaccount.yaml': yamlText({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name },
      automountServiceAccountToken: false,
    }),
    'deploy/deployment.yaml': deployment(name, image),
    'deploy/service.yaml': yamlText({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: {
        selector,
        ports: [{ name: 'http', port: 80, targetPort: 'http' }],
      },
    }),
    'deploy/networkpolicy.yaml': yamlText({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name },
      spec: {
        podSelector: { matchLabels: selector },
        policyTypes: ['Ingress'],
        ingress: [{ ports: [{ port: 'http' }] }],
      },
    }),
    'deploy/poddisruptionbudget.yaml': yamlText({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name },
      spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
    }),
  };
}

/** The folder of one environment: the base with a namespace and an image of its own. */
export function environmentFiles(
  name: string,
  environment: string,
  image: string,
): Record<string, string> {
  const folder = `environments/${environment}`;
  return {
    [`${folder}/kustomization.yaml`]: yamlText({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: ['../../deploy'],
      namespace: `${name}-${environment}`,
      patches: [{ path: 'deployment.yaml' }],
    }),
    [`${folder}/deployment.yaml`]: yamlText({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name },
      spec: {
        template: { spec: { containers: [{ name: 'app', image }] } },
      },
    }),
  };
}

function deployment(name: string, image: string): string {
  const selector = { 'app.kubernetes.io/name': name };
  return yamlText({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 2,
      selector: { matchLabels: selector },
      template: {
        metadata: { labels: selector },
        spec: {
          serviceAccountName: name,
          securityContext: {
            runAsNonRoot: true,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'app',
              image,
              ports: [{ name: 'http', containerPort: 3000 }],
              env: [{ name: 'PORT', value: '3000' }],
              resources: {
                requests: { cpu: '50m', memory: '64Mi' },
                limits: { memory: '128Mi' },
              },
              livenessProbe: { httpGet: { path: '/health', port: 'http' } },
              readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
            },
          ],
        },
      },
    },
  });
}
