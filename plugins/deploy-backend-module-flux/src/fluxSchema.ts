import { z } from 'zod';

const text = z.string().optional().catch(undefined);
const count = z.number().int().optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);

const condition = z.object({
  type: z.string(),
  status: text,
  reason: text,
  message: text,
});

const conditions = z
  .array(condition.optional().catch(undefined))
  .catch([])
  .transform(items => items.flatMap(item => item ?? []));

const metadata = z.object({
  name: z.string(),
  namespace: z.string(),
  generation: count,
  deletionTimestamp: text,
});

const reference = z.object({
  kind: z.string(),
  name: z.string(),
  namespace: text,
});

const dependencies = z
  .array(z.object({ name: z.string(), namespace: text }))
  .optional()
  .catch(undefined);

const sourceSchema = z.object({
  kind: z.string(),
  metadata,
  spec: z.object({
    url: text,
    suspend: flag,
    ref: z
      .object({ branch: text, tag: text, semver: text, commit: text })
      .optional()
      .catch(undefined),
  }),
  status: z
    .object({
      artifact: z.object({ revision: text }).optional().catch(undefined),
      conditions: conditions.optional(),
    })
    .optional()
    .catch(undefined),
});

const kustomizationSchema = z.object({
  kind: z.literal('Kustomization'),
  metadata,
  spec: z.object({
    path: text,
    suspend: flag,
    targetNamespace: text,
    sourceRef: reference,
    dependsOn: dependencies,
    // Its content is none of our business: that it is there says that another cluster is meant.
    kubeConfig: z.object({}).optional().catch({}),
  }),
  status: z
    .object({
      observedGeneration: count,
      lastAppliedRevision: text,
      lastAttemptedRevision: text,
      lastAppliedOriginRevision: text,
      conditions: conditions.optional(),
      inventory: z
        .object({
          entries: z
            .array(z.object({ id: z.string() }))
            .optional()
            .catch(undefined),
        })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});

const helmReleaseSchema = z.object({
  kind: z.literal('HelmRelease'),
  metadata,
  spec: z.object({
    suspend: flag,
    targetNamespace: text,
    dependsOn: dependencies,
  }),
  status: z
    .object({
      observedGeneration: count,
      conditions: conditions.optional(),
    })
    .optional()
    .catch(undefined),
});

/** A GitRepository, as far as it is read. */
export type Source = z.infer<typeof sourceSchema>;
/** A Kustomization, as far as it is read. */
export type Kustomization = z.infer<typeof kustomizationSchema>;
/** A HelmRelease, as far as it is read. */
export type HelmRelease = z.infer<typeof helmReleaseSchema>;
/** Any object of Flux that reports by conditions. */
export type FluxObject = Source | Kustomization | HelmRelease;

/** Reads a GitRepository; what is not one gives undefined. */
export function parseSource(object: unknown): Source | undefined {
  return sourceSchema.safeParse(object).data;
}

/** Reads a Kustomization; what is not one gives undefined. */
export function parseKustomization(object: unknown): Kustomization | undefined {
  return kustomizationSchema.safeParse(object).data;
}

/** Reads a HelmRelease; what is not one gives undefined. */
export function parseHelmRelease(object: unknown): HelmRelease | undefined {
  return helmReleaseSchema.safeParse(object).data;
}

/** The condition of a type, or undefined. */
export function conditionOf(object: FluxObject, type: string) {
  return object.status?.conditions?.find(candidate => candidate.type === type);
}

/** How an object is called in messages. */
export function nameOf({ kind, metadata: { namespace, name } }: FluxObject) {
  return `${kind} '${namespace}/${name}'`;
}

/** One resource that a Kustomization applied. */
export type InventoryEntry = {
  namespace: string;
  name: string;
  group: string;
  kind: string;
};

/** What a Kustomization applied. Ids are `<namespace>_<name>_<group>_<kind>`, and no part of them has a `_`. */
export function inventoryOf({ status }: Kustomization): InventoryEntry[] {
  return (status?.inventory?.entries ?? []).flatMap(({ id }) => {
    const parts = id.split('_');
    const [namespace, name, group, kind] = parts;
    // A colon in the name of an RBAC object is written with two underscores: nothing that runs has one.
    return parts.length === 4 ? [{ namespace, name, group, kind }] : [];
  });
}

/** The commit in a revision of Flux: `main@sha1:<commit>`, formerly `main/<commit>`; of an OCI artifact its origin. */
export function commitOf(revision: string | undefined): string | undefined {
  return /(?:^|sha1:|sha256:|\/)([0-9a-f]{40}|[0-9a-f]{64})$/.exec(
    revision ?? '',
  )?.[1];
}
