import { fromComposite, patchAndTransform } from './composition';

const version = 'v0.3.0';

/** XRD of a small service, to see an order that runs something. */
export const whoamiDefinition = {
  apiVersion: 'apiextensions.crossplane.io/v2',
  kind: 'CompositeResourceDefinition',
  metadata: {
    name: 'whoamis.apps.openportal.dev',
    labels: {
      'openportal.dev/version': version,
      'terasky.backstage.io/generate-form': 'true',
    },
    annotations: {
      'backstage.io/title': 'Whoami',
      'backstage.io/description':
        'A small service that answers with what it was asked',
      'backstage.io/owner': 'group:default/platform-team',
      'openportal.dev/tags': 'example',
    },
  },
  spec: {
    scope: 'Namespaced',
    group: 'apps.openportal.dev',
    names: { kind: 'Whoami', plural: 'whoamis' },
    defaultCompositionRef: { name: 'whoamis.apps.openportal.dev' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        referenceable: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  image: {
                    type: 'string',
                    description: 'Image that runs, with its version',
                    maxLength: 512,
                    default: 'traefik/whoami:v1.10.3',
                  },
                  replicas: {
                    type: 'integer',
                    description: 'How many instances run',
                    minimum: 1,
                    maximum: 5,
                    default: 1,
                  },
                  domain: {
                    type: 'string',
                    description: 'Host name under which it answers',
                    maxLength: 253,
                    pattern:
                      '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$',
                  },
                  greeting: {
                    type: 'string',
                    description: 'Said before the answer',
                    default: 'Hello',
                  },
                  public: {
                    type: 'boolean',
                    description: 'Reachable from the internet',
                    default: false,
                  },
                  resources: {
                    type: 'object',
                    description: 'What one instance may use',
                    properties: {
                      memory: {
                        type: 'string',
                        enum: ['32Mi', '64Mi', '128Mi'],
                        default: '32Mi',
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    ],
  },
};

/** What a whoami service is made of. */
export const whoamiComposition = {
  apiVersion: 'apiextensions.crossplane.io/v1',
  kind: 'Composition',
  metadata: {
    name: 'whoamis.apps.openportal.dev',
    labels: { 'openportal.dev/version': version },
  },
  spec: {
    compositeTypeRef: {
      apiVersion: 'apps.openportal.dev/v1alpha1',
      kind: 'Whoami',
    },
    mode: 'Pipeline',
    pipeline: [
      patchAndTransform([
        {
          name: 'deployment',
          base: {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            spec: {
              replicas: 1,
              selector: { matchLabels: { app: 'whoami' } },
              template: {
                metadata: { labels: { app: 'whoami' } },
                spec: {
                  containers: [
                    {
                      name: 'whoami',
                      image: 'traefik/whoami:v1.10.3',
                      ports: [{ name: 'http', containerPort: 80 }],
                    },
                  ],
                },
              },
            },
          },
          patches: [
            fromComposite('spec.replicas', 'spec.replicas'),
            fromComposite(
              'spec.image',
              'spec.template.spec.containers[0].image',
            ),
            fromComposite('metadata.name', 'spec.selector.matchLabels.app'),
            fromComposite('metadata.name', 'spec.template.metadata.labels.app'),
          ],
          readinessChecks: [
            {
              type: 'MatchCondition',
              matchCondition: { type: 'Available', status: 'True' },
            },
          ],
        },
        {
          name: 'service',
          base: {
            apiVersion: 'v1',
            kind: 'Service',
            spec: {
              selector: { app: 'whoami' },
              ports: [{ name: 'http', port: 80, targetPort: 'http' }],
            },
          },
          patches: [
            fromComposite('metadata.name', 'spec.selector.app'),
            // External DNS makes the host name from it; without a domain there is no annotation.
            fromComposite(
              'spec.domain',
              'metadata.annotations[external-dns.alpha.kubernetes.io/hostname]',
            ),
          ],
          // A service has no condition that says so: it is ready as soon as it exists.
          readinessChecks: [{ type: 'None' }],
        },
      ]),
    ],
  },
};
