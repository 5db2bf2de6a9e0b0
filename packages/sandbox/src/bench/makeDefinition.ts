import { JsonObject, KubernetesObject } from '../kubernetes';

const GROUPS = 20;
const FEWEST_FIELDS = 20;
const MOST_FIELDS = 60;
const WORDS =
  'size region tier class mode policy zone limit window quota'.split(' ');

/** The kinds of fields that XRDs have, from the plain to the awkward. */
const FIELDS: Array<(index: number) => JsonObject> = [
  index => ({ type: 'string', maxLength: 63 + index, default: 'standard' }),
  () => ({ type: 'string', enum: ['small', 'medium', 'large', 'huge'] }),
  index => ({ type: 'integer', minimum: 1, maximum: 100 + index, default: 3 }),
  () => ({ type: 'boolean', default: false }),
  () => ({ type: 'string', pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' }),
  () => ({ type: 'object', additionalProperties: { type: 'string' } }),
  () => ({ 'x-kubernetes-int-or-string': true }),
  () => ({
    type: 'array',
    items: { type: 'string', minLength: 1 },
    maxItems: 20,
  }),
  () => ({ type: 'number', minimum: 0, maximum: 1, multipleOf: 0.01 }),
  () => ({
    type: 'string',
    'x-kubernetes-validations': [
      { rule: 'self == oldSelf', message: 'It cannot be changed later' },
    ],
  }),
  () => ({ type: 'string', format: 'date-time' }),
  () => ({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true }),
];

/** Fields that are grouped below a field of their own: one in four is an object, or a list with keys. */
function makeProperties(count: number, seed: number, depth = 0): JsonObject {
  const properties: JsonObject = {};
  let made = 0;
  for (let index = 0; made < count; index += 1) {
    const number = seed + index;
    const word = WORDS[number % WORDS.length];
    const name = `${word}${String.fromCharCode(
      65 + (index % 26),
    )}${depth}${index}`;
    const description = `Decides about the ${word} of what is made, number ${number}`;
    const below = Math.min(4, count - made - 1);
    if (depth < 3 && number % 4 === 3 && below > 1) {
      const nested = makeProperties(below, number, depth + 1);
      properties[name] =
        number % 8 === 7
          ? {
              type: 'array',
              description,
              'x-kubernetes-list-type': 'map',
              'x-kubernetes-list-map-keys': ['name'],
              items: {
                type: 'object',
                required: ['name'],
                properties: { ...nested, name: { type: 'string' } },
              },
            }
          : { type: 'object', description, properties: nested };
      made += below + 1;
    } else {
      properties[name] = {
        ...FIELDS[number % FIELDS.length](index),
        description,
      };
      made += 1;
    }
  }
  return properties;
}

/** One of many XRDs of a load test: 20 to 60 fields, always the same for the same number. */
export function makeDefinition(
  cluster: string,
  index: number,
): KubernetesObject {
  const fields =
    FEWEST_FIELDS + ((index * 7) % (MOST_FIELDS - FEWEST_FIELDS + 1));
  const group = `g${index % GROUPS}.${cluster}.bench.example.org`;
  const plural = `benches${index}`;
  const properties = makeProperties(fields, index);
  const required = Object.keys(properties).slice(0, 3);
  return {
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      labels: {
        'openportal.dev/version': 'v1.0.0',
        'terasky.backstage.io/generate-form': 'true',
      },
      annotations: {
        'backstage.io/title': `Bench ${index}`,
        'backstage.io/description': `Kind ${index} of a load test, with ${fields} fields`,
        'backstage.io/owner': 'group:default/platform-team',
        'openportal.dev/tags': 'bench,load',
      },
    },
    spec: {
      scope: 'Namespaced',
      group,
      names: { kind: `Bench${index}`, plural },
      defaultCompositionRef: { name: `${plural}.${group}` },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          referenceable: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: { type: 'object', required, properties },
                status: {
                  type: 'object',
                  properties: { endpoint: { type: 'string' } },
                },
              },
            },
          },
        },
      ],
    },
  };
}

/** The composition of an XRD of {@link makeDefinition}. */
export function makeComposition(
  definition: KubernetesObject,
): KubernetesObject {
  const { group, names } = definition.spec as {
    group: string;
    names: { kind: string };
  };
  return {
    apiVersion: 'apiextensions.crossplane.io/v1',
    kind: 'Composition',
    metadata: { name: definition.metadata.name },
    spec: {
      compositeTypeRef: {
        apiVersion: `${group}/v1alpha1`,
        kind: names.kind,
      },
      mode: 'Pipeline',
      pipeline: [
        {
          step: 'resources',
          functionRef: { name: 'function-patch-and-transform' },
        },
      ],
    },
  };
}
