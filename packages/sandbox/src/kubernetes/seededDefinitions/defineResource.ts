import { JsonObject, KubernetesObject, PrinterColumn } from '../types';

/** A schema part that accepts every value. */
export const anything: JsonObject = {
  'x-kubernetes-preserve-unknown-fields': true,
};

/** A text field. */
export const text: JsonObject = { type: 'string' };

/** A whole number field. */
export const integer: JsonObject = { type: 'integer' };

/** A yes or no field. */
export const flag: JsonObject = { type: 'boolean' };

/** A map of texts. */
export const textMap: JsonObject = {
  type: 'object',
  additionalProperties: text,
};

/** An object with these properties; others are kept unchecked. */
export function open(
  properties: JsonObject = {},
  required: string[] = [],
): JsonObject {
  return {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
    ...anything,
  };
}

/** A list of such items. */
export function listOf(items: JsonObject): JsonObject {
  return { type: 'array', items };
}

/** The usual `status.conditions`, keyed by type. */
const conditions: JsonObject = {
  type: 'array',
  items: open({ type: text, status: text }, ['type', 'status']),
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['type'],
};

/** What differs from one seeded definition to the next. */
export interface Definition {
  group: string;
  kind: string;
  plural: string;
  cluster?: boolean;
  /** The first version is the stored one. */
  versions: Array<{
    name: string;
    spec?: JsonObject;
    status?: JsonObject;
    extra?: JsonObject;
    required?: string[];
  }>;
  /** Argo CD's Application has no status subresource. */
  withoutStatusSubresource?: boolean;
  shortNames?: string[];
  categories?: string[];
  printerColumns?: PrinterColumn[];
}

/** The CustomResourceDefinition of a seeded kind. */
export function defineResource(definition: Definition): KubernetesObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${definition.plural}.${definition.group}` },
    spec: {
      group: definition.group,
      scope: definition.cluster ? 'Cluster' : 'Namespaced',
      names: {
        kind: definition.kind,
        listKind: `${definition.kind}List`,
        plural: definition.plural,
        singular: definition.kind.toLowerCase(),
        ...(definition.shortNames ? { shortNames: definition.shortNames } : {}),
        ...(definition.categories ? { categories: definition.categories } : {}),
      },
      versions: definition.versions.map((version, index) => ({
        name: version.name,
        served: true,
        storage: index === 0,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              apiVersion: text,
              kind: text,
              metadata: { type: 'object' },
              spec: version.spec ?? open(),
              status: version.status ?? open({ conditions }),
              ...version.extra,
            },
            ...(version.required ? { required: version.required } : {}),
          },
        },
        ...(definition.withoutStatusSubresource
          ? {}
          : { subresources: { status: {} } }),
        ...(definition.printerColumns
          ? { additionalPrinterColumns: definition.printerColumns }
          : {}),
      })),
    },
  };
}
