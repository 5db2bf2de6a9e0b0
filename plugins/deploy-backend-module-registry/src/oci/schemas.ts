import { z } from 'zod';

const descriptor = z.object({
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  mediaType: z.string().optional(),
  platform: z
    .object({ os: z.string(), architecture: z.string() })
    .partial()
    .optional(),
  artifactType: z.string().optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

/** A list of what belongs to an image. */
export const indexSchema = z.object({
  manifests: z.array(descriptor).max(200),
});

/** An image manifest or an index of them, OCI or Docker. */
export const manifestSchema = z.union([
  z.object({
    config: descriptor,
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  z.object({
    manifests: z.array(descriptor).max(200),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
]);

/** What is read of an image's configuration. */
export const configSchema = z.object({
  created: z.string().optional(),
  config: z
    .object({ Labels: z.record(z.string(), z.string()).nullish() })
    .nullish(),
});

/** One page of tags. */
export const tagsSchema = z.object({
  tags: z.array(z.string()).nullish(),
});

/** What a manifest may be, in the order of preference. */
export const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
