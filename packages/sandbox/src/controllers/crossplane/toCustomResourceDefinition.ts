import { JsonObject, KubernetesObject } from '../../kubernetes';
import { isJsonObject, valueAt } from '../../kubernetes/types';
import { ownerReferenceTo } from '../Controller';
import { Definition, DefinitionNames } from './definition';

const text: JsonObject = { type: 'string' };

function objectOf(properties: JsonObject, required?: string[]): JsonObject {
  return { type: 'object', properties, ...(required ? { required } : {}) };
}

const reference = objectOf({ name: text }, ['name']);

const selector = objectOf(
  { matchLabels: { type: 'object', additionalProperties: text } },
  ['matchLabels'],
);

const updatePolicy: JsonObject = {
  type: 'string',
  enum: ['Automatic', 'Manual'],
};

const composition: JsonObject = {
  compositionRef: reference,
  compositionSelector: selector,
  compositionRevisionRef: reference,
  compositionRevisionSelector: selector,
  compositionUpdatePolicy: updatePolicy,
};

const resourceReference = objectOf(
  { apiVersion: text, kind: text, name: text, namespace: text },
  ['apiVersion', 'kind'],
);

const claimReference = objectOf({
  apiVersion: text,
  kind: text,
  namespace: text,
  name: text,
});

const connectionSecret = objectOf({ name: text, namespace: text });

const conditions: JsonObject = {
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['type'],
  items: objectOf(
    {
      type: text,
      status: text,
      reason: text,
      message: text,
      lastTransitionTime: { type: 'string', format: 'date-time' },
      observedGeneration: { type: 'integer', format: 'int64' },
    },
    ['type', 'status', 'reason', 'lastTransitionTime'],
  ),
};

type Role = 'composite' | 'claim';

/** The fields that Crossplane adds to the spec that the author wrote. */
function addedSpec(definition: Definition, role: Role): JsonObject {
  const composite: JsonObject = {
    ...composition,
    compositionUpdatePolicy: {
      ...updatePolicy,
      default: definition.spec.defaultCompositionUpdatePolicy ?? 'Automatic',
    },
  };
  if (!definition.isLegacy) {
    return {
      crossplane: objectOf({
        ...composite,
        resourceRefs: {
          type: 'array',
          items: resourceReference,
          'x-kubernetes-list-type': 'atomic',
        },
      }),
    };
  }
  return role === 'claim'
    ? {
        ...composition,
        resourceRef: resourceReference,
        writeConnectionSecretToRef: connectionSecret,
      }
    : {
        ...composite,
        claimRef: claimReference,
        resourceRefs: {
          type: 'array',
          items: resourceReference,
          'x-kubernetes-list-type': 'atomic',
        },
        writeConnectionSecretToRef: connectionSecret,
      };
}

function extended(part: unknown, added: JsonObject): JsonObject {
  const schema = isJsonObject(part) ? part : {};
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  return {
    ...schema,
    type: 'object',
    properties: { ...properties, ...added },
  };
}

const CONDITION_COLUMNS = ['Synced', 'Ready'].map(type => ({
  name: type.toUpperCase(),
  type: 'string',
  jsonPath: `.status.conditions[?(@.type=='${type}')].status`,
}));

/** The CustomResourceDefinition of a definition's composite resource or claim. */
export function toCustomResourceDefinition(
  definition: Definition,
  names: DefinitionNames,
  role: Role,
): KubernetesObject {
  const { spec, object } = definition;
  const compositionPath = definition.isLegacy
    ? '.spec.compositionRef.name'
    : '.spec.crossplane.compositionRef.name';
  const isNamespaced = role === 'claim' || spec.scope === 'Namespaced';
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${names.plural}.${spec.group}`,
      ownerReferences: [ownerReferenceTo(object)],
    },
    spec: {
      group: spec.group,
      scope: isNamespaced ? 'Namespaced' : 'Cluster',
      names: {
        ...names,
        listKind: names.listKind ?? `${names.kind}List`,
        singular: names.singular ?? names.kind.toLowerCase(),
        categories: [
          ...(names.categories ?? []),
          role === 'claim' ? 'claim' : 'composite',
        ],
      },
      versions: spec.versions.map(version => {
        const schema = version.schema?.openAPIV3Schema;
        return {
          name: version.name,
          served: version.served,
          storage: `${spec.group}/${version.name}` === definition.apiVersion,
          ...(version.deprecated ? { deprecated: true } : {}),
          subresources: { status: {} },
          additionalPrinterColumns: [
            ...CONDITION_COLUMNS,
            { name: 'COMPOSITION', type: 'string', jsonPath: compositionPath },
            ...(version.additionalPrinterColumns ?? []),
            {
              name: 'AGE',
              type: 'date',
              jsonPath: '.metadata.creationTimestamp',
            },
          ],
          schema: {
            openAPIV3Schema: {
              ...schema,
              type: 'object',
              required: ['spec'],
              properties: {
                apiVersion: text,
                kind: text,
                metadata: { type: 'object' },
                spec: extended(
                  valueAt(schema, 'properties', 'spec'),
                  addedSpec(definition, role),
                ),
                status: extended(valueAt(schema, 'properties', 'status'), {
                  conditions,
                  connectionDetails: objectOf({ lastPublishedTime: text }),
                }),
              },
            },
          },
        };
      }),
    },
  };
}
