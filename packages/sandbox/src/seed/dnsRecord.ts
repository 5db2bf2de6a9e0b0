import { fromComposite, patchAndTransform } from './composition';

const version = 'v1.0.2';

/** XRD of a DNS record, the first thing that people order. */
export const dnsRecordDefinition = {
  apiVersion: 'apiextensions.crossplane.io/v2',
  kind: 'CompositeResourceDefinition',
  metadata: {
    name: 'dnsrecords.network.openportal.dev',
    labels: {
      'openportal.dev/version': version,
      'terasky.backstage.io/generate-form': 'true',
    },
    annotations: {
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

/** What a DNS record is made of: one record at the DNS provider. */
export const dnsRecordComposition = {
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
