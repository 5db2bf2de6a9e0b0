interface DnsRecordXrdOptions {
  annotations?: Record<string, string>;
  /** Changes the schema of the spec's fields. */
  properties?: Record<string, unknown>;
  /** Further served versions, with the same fields. */
  moreVersions?: string[];
}

/** The XRD of a DNS record, with a rule for each kind of check. */
export function dnsRecordXrd(options: DnsRecordXrdOptions = {}) {
  const spec = {
    type: 'object',
    required: ['name', 'type', 'value'],
    properties: {
      name: {
        type: 'string',
        pattern: '^(a+)+$|^[a-z0-9-]+$',
        'x-kubernetes-validations': [
          { rule: 'self == oldSelf', message: 'the name is part of the zone' },
        ],
      },
      type: { type: 'string', enum: ['A', 'AAAA', 'CNAME', 'TXT'] },
      value: { type: 'string', minLength: 1 },
      ttl: { type: 'integer', default: 300, minimum: 30 },
      ...options.properties,
    },
  };
  const version = (name: string, referenceable: boolean) => ({
    name,
    served: true,
    referenceable,
    schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
  });
  return {
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: {
      name: 'dnsrecords.network.openportal.dev',
      labels: {
        'openportal.dev/version': 'v1.0.2',
        'terasky.backstage.io/generate-form': 'true',
      },
      annotations: options.annotations ?? {},
    },
    spec: {
      group: 'network.openportal.dev',
      scope: 'Namespaced',
      names: { kind: 'DNSRecord', plural: 'dnsrecords' },
      versions: [
        version('v1alpha1', true),
        ...(options.moreVersions ?? []).map(name => version(name, false)),
      ],
    },
  };
}
