import { createHash } from 'node:crypto';
import { z } from 'zod';
import { RegistryError } from './errors';

const descriptor = z.object({
  mediaType: z.string(),
  digest: z.string(),
  size: z.number(),
});

const imageManifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  config: descriptor,
  layers: z.array(descriptor),
});

const imageIndex = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  manifests: z.array(descriptor),
});

/** What a manifest refers to: blobs for an image, manifests for an index. */
export interface ManifestReferences {
  blobs: string[];
  manifests: string[];
}

/** Media types of manifests that the registry accepts. */
export const manifestMediaTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/** Reads a manifest that somebody pushes; throws MANIFEST_INVALID when it is none. */
export function parseManifest(
  content: string,
  mediaType: string,
): ManifestReferences {
  if (!manifestMediaTypes.includes(mediaType)) {
    throw new RegistryError(
      'MANIFEST_INVALID',
      `media type '${mediaType}' is not one of ${manifestMediaTypes.join(
        ', ',
      )}`,
    );
  }
  const body = parseJson(content);
  const isIndex = mediaType.includes('index') || mediaType.includes('list');
  const parsed = isIndex
    ? imageIndex.safeParse(body)
    : imageManifest.safeParse(body);
  if (!parsed.success) {
    throw new RegistryError('MANIFEST_INVALID', 'manifest invalid', {
      detail: parsed.error.issues.map(
        issue => `${issue.path.join('.')}: ${issue.message}`,
      ),
    });
  }
  const { data } = parsed;
  if (data.mediaType !== undefined && data.mediaType !== mediaType) {
    throw new RegistryError(
      'MANIFEST_INVALID',
      `mediaType '${data.mediaType}' in the manifest differs from Content-Type '${mediaType}'`,
    );
  }
  if ('manifests' in data) {
    return { blobs: [], manifests: data.manifests.map(item => item.digest) };
  }
  return {
    blobs: [data.config, ...data.layers].map(item => item.digest),
    manifests: [],
  };
}

/** The digest that addresses these bytes. */
export function digestOf(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/**
 * Whether a client with this Accept header can read the media type. As at Docker's
 * registry, a client that names types without this one does not get the manifest.
 */
export function accepts(
  header: string | undefined,
  mediaType: string,
): boolean {
  if (header === undefined || header.trim() === '') {
    return true;
  }
  const types = header.split(',').map(part => part.split(';')[0].trim());
  return types.some(
    type => type === '*/*' || type === 'application/*' || type === mediaType,
  );
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new RegistryError('MANIFEST_INVALID', 'manifest is not JSON', {
      detail: error instanceof Error ? error.message : undefined,
    });
  }
}
