/** The XRD of a DNS record, with a rule for each kind of check. */
export function dnsRecordXrd() {
  return {
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: {
      name: 'dnsrecords.network.openportal.dev',
      labels: {
        'openportal.dev/version': 'v1.0.2',
        'terasky.backstage.io/generate-form': 'true',
      },
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
                spec: {
                  type: 'object',
                  required: ['name', 'type', 'value'],
                  properties: {
                    name: { type: 'string', pattern: '^(a+)+$|^[a-z0-9-]+$' },
                    type: {
                      type: 'string',
                      enum: ['A', 'AAAA', 'CNAME', 'TXT'],
                    },
                    value: { type: 'string', minLength: 1 },
                    ttl: { type: 'integer', default: 300, minimum: 30 },
                  },
                },
              },
            },
          },
        },
      ],
    },
  };
}
