import { yamlText } from './yamlText';

const version = 'v1.0.2';

/** The repository `catalog`: a folder for each kind that can be ordered. */
export function catalogFiles(): Record<string, string> {
  return {
    'README.md':
      '# catalog\n\nKinds that can be ordered. Flux applies `templates/` to the platform cluster; a kind appears in the portal as soon as its definition is there.\n',
    'templates/dnsrecord/xrd.yaml': yamlText(dnsRecordDefinition),
    'templates/dnsrecord/composition.yaml': yamlText(dnsRecordComposition),
    'templates/whoami/xrd.yaml': yamlText(whoamiDefinition),
    'templates/whoami/composition.yaml': yamlText(whoamiComposition),
  };
}

/** The repository `catalog-orders` before anybody has ordered. */
export function ordersFiles(): Record<string, string> {
  return {
    'README.md':
      '# catalog-orders\n\nWhat people have ordered, as `namespaces/<namespace>/<plural>/<name>.yaml`. Flux applies `namespaces/` to the platform cluster and never deletes from it.\n',
    'namespaces/team-alpha/namespace.yaml': namespace('team-alpha'),
    'namespaces/team-beta/namespace.yaml': namespace('team-beta'),
  };
}

function namespace(name: string): string {
  return yamlText({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      annotations: { 'terasky.backstage.io/owner': `group:default/${name}` },
    },
  });
}

const dnsRecordDefinition = {
  apiVersion: 'apiextensions.crossplane.io/v2',
  kind: 'CompositeResourceDefinition',
  metadata: {
    name: 'dnsrecords.network.openportal.dev',
    labels: {
      'openportal.dev/version': version,
      'terasky.backstage.io/generate-form': 'true',
    },
    annotations: {
      'backstage.io/title': 'DNS record',
      'backstage.io/description': 'A name in a zone of the company',
      'backstage.io/owner': 'group:default/platform-team',
      'openportal.dev/tags': 'network,dns',
    },
  },
  spec: {
    scope: 'Namespaced',
    group: 'network.openportal.dev',
    names: { kind: 'DNSRecord', plural: 'dnsrecords' },
    defaultCompositionRef: { name: 'dnsrecords.network.openportal.dev' },
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
                required: ['name', 'type', 'value'],
                properties: {
                  name: {
                    type: 'string',
                    description: 'The name, without the zone',
                    minLength: 1,
                    maxLength: 63,
                    pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
                  },
                  type: {
                    type: 'string',
                    description: 'Kind of record',
                    enum: ['A', 'AAAA', 'CNAME', 'TXT'],
                  },
                  value: {
                    type: 'string',
                    description: 'Address, host name or text',
                    minLength: 1,
                  },
                  ttl: {
                    type: 'integer',
                    description: 'Seconds that others may remember the answer',
                    minimum: 30,
                    maximum: 86400,
                    default: 300,
                  },
                },
              },
              status: {
                type: 'object',
                properties: {
                  fqdn: {
                    type: 'string',
                    description: 'The full name, once it exists',
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

const dnsRecordComposition = {
  apiVersion: 'apiextensions.crossplane.io/v1',
  kind: 'Composition',
  metadata: {
    name: 'dnsrecords.network.openportal.dev',
    labels: { 'openportal.dev/version': version },
  },
  spec: {
    compositeTypeRef: {
      apiVersion: 'network.openportal.dev/v1alpha1',
      kind: 'DNSRecord',
    },
    mode: 'Pipeline',
    pipeline: [
      patchAndTransform([
        {
          name: 'record',
          base: {
            apiVersion: 'dns.sandbox.example/v1alpha1',
            kind: 'Record',
            spec: { forProvider: { zone: 'sandbox.example' } },
          },
          patches: [
            ...['name', 'type', 'value', 'ttl'].map(field =>
              fromComposite(`spec.${field}`, `spec.forProvider.${field}`),
            ),
            {
              type: 'ToCompositeFieldPath',
              fromFieldPath: 'status.atProvider.fqdn',
              toFieldPath: 'status.fqdn',
            },
          ],
        },
      ]),
    ],
  },
};

const whoamiDefinition = {
  apiVersion: 'apiextensions.crossplane.io/v2',
  kind: 'CompositeResourceDefinition',
  metadata: {
    name: 'whoamis.apps.openportal.dev',
    labels: {
      'openportal.dev/version': 'v0.3.0',
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
                  replicas: {
                    type: 'integer',
                    description: 'How many instances run',
                    minimum: 1,
                    maximum: 5,
                    default: 1,
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

const whoamiComposition = {
  apiVersion: 'apiextensions.crossplane.io/v1',
  kind: 'Composition',
  metadata: {
    name: 'whoamis.apps.openportal.dev',
    labels: { 'openportal.dev/version': 'v0.3.0' },
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
          patches: [fromComposite('spec.replicas', 'spec.replicas')],
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
        },
      ]),
    ],
  },
};

function patchAndTransform(resources: unknown[]) {
  return {
    step: 'resources',
    functionRef: { name: 'function-patch-and-transform' },
    input: {
      apiVersion: 'pt.fn.crossplane.io/v1beta1',
      kind: 'Resources',
      resources,
    },
  };
}

function fromComposite(fromFieldPath: string, toFieldPath: string) {
  return { type: 'FromCompositeFieldPath', fromFieldPath, toFieldPath };
}
