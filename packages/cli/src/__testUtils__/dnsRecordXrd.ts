import { JsonObject } from '@backstage/types';

/** An XRD that has everything that people should give it. */
export function dnsRecordXrd(
  change: {
    spec?: JsonObject;
    metadata?: JsonObject;
    schema?: JsonObject;
  } = {},
): JsonObject {
  return {
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: {
      name: 'dnsrecords.network.openportal.dev',
      labels: {
        'openportal.dev/version': '1.0.2',
        'terasky.backstage.io/generate-form': 'true',
      },
      annotations: {
        'backstage.io/title': 'DNS record',
        'backstage.io/description': 'A name in a zone of the company',
      },
      ...change.metadata,
    },
    spec: {
      group: 'network.openportal.dev',
      scope: 'Namespaced',
      names: { kind: 'DNSRecord', plural: 'dnsrecords' },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          referenceable: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: change.schema ?? {
                  type: 'object',
                  required: ['type', 'value'],
                  properties: {
                    type: { type: 'string', enum: ['A', 'CNAME'] },
                    value: { type: 'string' },
                    ttl: { type: 'integer', default: 300, minimum: 60 },
                  },
                },
              },
            },
          },
        },
      ],
      ...change.spec,
    },
  };
}
