/** The release that both the definition and its compositions are of. */
export const databaseVersion = 'v2.1.0';

const engine = {
  type: 'string',
  title: 'Engine',
  description: 'What kind of database it is',
  enum: ['postgresql', 'mysql'],
  default: 'postgresql',
  'x-kubernetes-validations': [
    {
      rule: 'self == oldSelf',
      message: 'The engine cannot be changed: order a new database',
    },
  ],
};

const sizeGb = {
  type: 'integer',
  title: 'Size in GB',
  minimum: 10,
  maximum: 1000,
  default: 20,
  'x-kubernetes-validations': [
    { rule: 'self >= oldSelf', message: 'Storage cannot be made smaller' },
  ],
};

const highAvailability = {
  type: 'boolean',
  title: 'High availability',
  description: 'A second instance takes over when the first fails',
  default: false,
};

const storage = {
  type: 'object',
  description: 'Room for the data',
  properties: {
    sizeGb,
    autoGrow: {
      type: 'boolean',
      description: 'Grows by itself before it is full',
      default: true,
    },
  },
};

const users = {
  type: 'array',
  description: 'Who may sign in to the database',
  maxItems: 10,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
  items: {
    type: 'object',
    required: ['name'],
    properties: {
      name: {
        type: 'string',
        minLength: 1,
        maxLength: 32,
        pattern: '^[a-z][a-z0-9_]*$',
      },
      role: {
        type: 'string',
        enum: ['owner', 'writer', 'reader'],
        default: 'reader',
      },
    },
  },
};

const backup = {
  type: 'object',
  description: 'Copies to go back to',
  properties: {
    enabled: { type: 'boolean', default: true },
    retentionDays: {
      type: 'integer',
      description: 'How long a copy is kept',
      minimum: 1,
      maximum: 35,
      default: 7,
    },
    hour: {
      type: 'integer',
      description: 'When the copy is made (UTC)',
      minimum: 0,
      maximum: 23,
    },
  },
};

const status = {
  type: 'object',
  properties: {
    endpoint: {
      type: 'string',
      description: 'Where applications connect to, once it is there',
    },
    class: { type: 'string' },
  },
};

function schema(spec: object) {
  return {
    openAPIV3Schema: { type: 'object', properties: { spec, status } },
  };
}

/** XRD of a database: two versions, two compositions, and a form with everything that a form can have. */
export const databaseDefinition = {
  apiVersion: 'apiextensions.crossplane.io/v2',
  kind: 'CompositeResourceDefinition',
  metadata: {
    name: 'databases.data.openportal.dev',
    labels: {
      'openportal.dev/version': databaseVersion,
      'terasky.backstage.io/generate-form': 'true',
    },
    annotations: {
      'backstage.io/title': 'Database',
      'backstage.io/description': 'A PostgreSQL or MySQL database with backups',
      'backstage.io/owner': 'group:default/platform-team',
      'openportal.dev/tags': 'data',
    },
  },
  spec: {
    scope: 'Namespaced',
    group: 'data.openportal.dev',
    names: { kind: 'Database', plural: 'databases' },
    defaultCompositionRef: { name: 'database-small' },
    versions: [
      {
        name: 'v1',
        served: true,
        referenceable: true,
        schema: schema({
          type: 'object',
          required: ['engine'],
          'x-kubernetes-validations': [
            {
              rule: '!has(self.highAvailability) || !self.highAvailability || (has(self.storage) && self.storage.sizeGb >= 50)',
              message: 'High availability needs at least 50 GB of storage',
            },
          ],
          properties: {
            engine,
            engineVersion: {
              description: 'A major version such as 17, or an exact one',
              'x-kubernetes-int-or-string': true,
            },
            highAvailability,
            storage,
            users,
            backup,
            extensions: {
              type: 'array',
              description: 'Extensions that are installed',
              'x-kubernetes-list-type': 'set',
              items: { type: 'string', minLength: 1 },
            },
            tags: {
              type: 'object',
              description: 'Labels for the bill',
              maxProperties: 10,
              additionalProperties: { type: 'string', maxLength: 63 },
            },
            parameters: {
              type: 'object',
              description: 'Settings of the engine, as it names them',
              'x-kubernetes-preserve-unknown-fields': true,
            },
          },
        }),
      },
      {
        // Has the defaults of v1 too: without a conversion, a field that only one version fills in would come and go.
        name: 'v1alpha1',
        served: true,
        referenceable: false,
        deprecated: true,
        deprecationWarning: 'Order databases as v1: it has backups and users.',
        schema: schema({
          type: 'object',
          required: ['engine'],
          properties: {
            engine,
            highAvailability,
            storage,
          },
        }),
      },
    ],
  },
};
