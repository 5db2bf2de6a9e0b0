import { z } from 'zod';
import { KubernetesObject } from '../../kubernetes';

const names = z.looseObject({
  kind: z.string(),
  plural: z.string(),
  singular: z.string().optional(),
  listKind: z.string().optional(),
  shortNames: z.array(z.string()).optional(),
  categories: z.array(z.string()).optional(),
});

const reference = z.looseObject({ name: z.string() });

const schema = z.looseObject({
  group: z.string(),
  scope: z
    .enum(['LegacyCluster', 'Namespaced', 'Cluster'])
    .default('LegacyCluster'),
  names,
  claimNames: names.optional(),
  defaultCompositionRef: reference.optional(),
  enforcedCompositionRef: reference.optional(),
  defaultCompositionUpdatePolicy: z.enum(['Automatic', 'Manual']).optional(),
  versions: z
    .array(
      z.looseObject({
        name: z.string(),
        served: z.boolean(),
        referenceable: z.boolean(),
        deprecated: z.boolean().optional(),
        additionalPrinterColumns: z
          .array(z.record(z.string(), z.unknown()))
          .optional(),
        schema: z
          .looseObject({
            openAPIV3Schema: z.record(z.string(), z.unknown()).optional(),
          })
          .optional(),
      }),
    )
    .min(1),
});

/** The spec of a CompositeResourceDefinition. */
export type DefinitionSpec = z.infer<typeof schema>;

/** The names of the kind that a definition (or its claim) adds. */
export type DefinitionNames = z.infer<typeof names>;

/** A definition as the controllers read it. */
export interface Definition {
  object: KubernetesObject;
  spec: DefinitionSpec;
  /** The API version of composite resources that compositions refer to. */
  apiVersion: string;
  isLegacy: boolean;
}

/** Reads a definition. */
export function parseDefinition(object: KubernetesObject): Definition {
  const spec = schema.parse(object.spec);
  const version =
    spec.versions.find(({ referenceable }) => referenceable) ??
    spec.versions[0];
  return {
    object,
    spec,
    apiVersion: `${spec.group}/${version.name}`,
    isLegacy: spec.scope === 'LegacyCluster',
  };
}
