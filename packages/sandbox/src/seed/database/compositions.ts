import { fromComposite, patchAndTransform } from '../composition';
import { databaseVersion } from './definition';

interface Size {
  name: 'small' | 'large';
  cores: number;
  memoryGb: number;
  instances: string[];
}

/** What a database is made of: one instance, or two and a place for copies. */
export const databaseCompositions = [
  composition({ name: 'small', cores: 1, memoryGb: 2, instances: ['primary'] }),
  composition({
    name: 'large',
    cores: 4,
    memoryGb: 16,
    instances: ['primary', 'standby'],
  }),
];

function composition(size: Size) {
  return {
    apiVersion: 'apiextensions.crossplane.io/v1',
    kind: 'Composition',
    metadata: {
      name: `database-${size.name}`,
      labels: {
        'openportal.dev/version': databaseVersion,
        'openportal.dev/size': size.name,
      },
    },
    spec: {
      compositeTypeRef: {
        apiVersion: 'data.openportal.dev/v1',
        kind: 'Database',
      },
      mode: 'Pipeline',
      pipeline: [
        patchAndTransform([
          ...size.instances.map(role => instance(role, size)),
          {
            name: 'backup',
            base: {
              apiVersion: 'sql.sandbox.example/v1alpha1',
              kind: 'Backup',
              spec: { forProvider: { retentionDays: 7 } },
            },
            patches: [
              fromComposite(
                'spec.backup.retentionDays',
                'spec.forProvider.retentionDays',
              ),
              fromComposite('spec.backup.hour', 'spec.forProvider.hour'),
            ],
          },
          {
            name: 'connection',
            base: {
              apiVersion: 'v1',
              kind: 'Secret',
              type: 'connection.crossplane.io/v1alpha1',
              data: { username: base64('owner'), port: base64('5432') },
            },
            patches: [
              {
                ...fromComposite('metadata.name', 'data.endpoint'),
                transforms: [
                  { type: 'string', string: { fmt: '%s.sql.sandbox.example' } },
                  {
                    type: 'string',
                    string: { type: 'Convert', convert: 'ToBase64' },
                  },
                ],
              },
            ],
            // A secret has no condition that says so: it is ready as soon as it exists.
            readinessChecks: [{ type: 'None' }],
          },
        ]),
      ],
    },
  };
}

function instance(role: string, size: Size) {
  const isPrimary = role === 'primary';
  return {
    name: role,
    base: {
      apiVersion: 'sql.sandbox.example/v1alpha1',
      kind: 'Instance',
      spec: {
        forProvider: {
          role,
          class: size.name,
          cores: size.cores,
          memoryGb: size.memoryGb,
          zone: 'sql.sandbox.example',
        },
      },
    },
    patches: [
      ...['engine', 'engineVersion', 'parameters', 'tags'].map(field =>
        fromComposite(`spec.${field}`, `spec.forProvider.${field}`),
      ),
      fromComposite('spec.storage.sizeGb', 'spec.forProvider.storageGb'),
      {
        ...fromComposite('metadata.name', 'spec.forProvider.name'),
        ...(isPrimary
          ? {}
          : {
              transforms: [{ type: 'string', string: { fmt: `%s-${role}` } }],
            }),
      },
      ...(isPrimary
        ? [
            toComposite('status.atProvider.fqdn', 'status.endpoint'),
            toComposite('status.atProvider.class', 'status.class'),
          ]
        : []),
    ],
  };
}

function toComposite(fromFieldPath: string, toFieldPath: string) {
  return { type: 'ToCompositeFieldPath', fromFieldPath, toFieldPath };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
