import { z } from 'zod';
import { parse } from 'yaml';
import { KustomizeError } from './KustomizeError';

const target = z
  .object({
    group: z.string().optional(),
    version: z.string().optional(),
    kind: z.string().optional(),
    name: z.string().optional(),
    namespace: z.string().optional(),
    labelSelector: z.string().optional(),
    annotationSelector: z.string().optional(),
  })
  .strict();

const textMap = z.record(z.string(), z.string());

const generator = z
  .object({
    name: z.string(),
    namespace: z.string().optional(),
    behavior: z.enum(['create', 'replace', 'merge']).optional(),
    literals: z.array(z.string()).optional(),
    files: z.array(z.string()).optional(),
    options: z
      .object({
        disableNameSuffixHash: z.boolean().optional(),
        labels: textMap.optional(),
        annotations: textMap.optional(),
      })
      .strict()
      .optional(),
  })
  .strict();

const replacement = z
  .object({
    source: z
      .object({
        group: z.string().optional(),
        version: z.string().optional(),
        kind: z.string().optional(),
        name: z.string().optional(),
        namespace: z.string().optional(),
        fieldPath: z.string().optional(),
      })
      .strict(),
    targets: z.array(
      z
        .object({
          select: target,
          fieldPaths: z.array(z.string()).optional(),
          options: z
            .object({ create: z.boolean().optional() })
            .strict()
            .optional(),
        })
        .strict(),
    ),
  })
  .strict();

const schema = z
  .object({
    apiVersion: z.string().optional(),
    kind: z.enum(['Kustomization', 'Component']).optional(),
    metadata: z.looseObject({}).optional(),
    resources: z.array(z.string()).optional(),
    bases: z.array(z.string()).optional(),
    components: z.array(z.string()).optional(),
    namespace: z.string().optional(),
    namePrefix: z.string().optional(),
    nameSuffix: z.string().optional(),
    commonLabels: textMap.optional(),
    commonAnnotations: textMap.optional(),
    labels: z
      .array(
        z
          .object({
            pairs: textMap,
            includeSelectors: z.boolean().optional(),
            includeTemplates: z.boolean().optional(),
          })
          .strict(),
      )
      .optional(),
    images: z
      .array(
        z
          .object({
            name: z.string(),
            newName: z.string().optional(),
            newTag: z.coerce.string().optional(),
            digest: z.string().optional(),
          })
          .strict(),
      )
      .optional(),
    replicas: z
      .array(z.object({ name: z.string(), count: z.number().int() }).strict())
      .optional(),
    patches: z
      .array(
        z
          .object({
            path: z.string().optional(),
            patch: z.string().optional(),
            target: target.optional(),
            options: z.record(z.string(), z.boolean()).optional(),
          })
          .strict(),
      )
      .optional(),
    patchesStrategicMerge: z.array(z.string()).optional(),
    patchesJson6902: z
      .array(
        z
          .object({
            path: z.string().optional(),
            patch: z.string().optional(),
            target,
          })
          .strict(),
      )
      .optional(),
    configMapGenerator: z.array(generator).optional(),
    replacements: z.array(replacement).optional(),
    generatorOptions: z
      .object({
        disableNameSuffixHash: z.boolean().optional(),
        labels: textMap.optional(),
        annotations: textMap.optional(),
      })
      .strict()
      .optional(),
  })
  .strict();

/** A kustomization file, as far as it is understood. */
export type Kustomization = z.infer<typeof schema>;

/** Which objects a patch is for. */
export type PatchTarget = z.infer<typeof target>;

/** One entry of `configMapGenerator`. */
export type ConfigMapGenerator = z.infer<typeof generator>;

/** One entry of `replacements`. */
export type Replacement = z.infer<typeof replacement>;

/** Reads a kustomization file; a field that is unknown or not supported is an error, as with the real tool. */
export function parseKustomization(text: string, path: string): Kustomization {
  let content: unknown;
  try {
    content = parse(text, { maxAliasCount: 100 }) ?? {};
  } catch (error) {
    throw new KustomizeError(
      `invalid Kustomization: ${path}: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
  const result = schema.safeParse(content);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new KustomizeError(
      `invalid Kustomization: ${path}: ${issue.path.join('.') || 'file'}: ${
        issue.message
      }`,
    );
  }
  return result.data;
}
