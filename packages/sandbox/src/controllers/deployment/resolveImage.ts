import { createHash } from 'node:crypto';
import { parseImageReference } from '../../kustomize';

/** Says which digest an image reference stands for; undefined when there is no such image. */
export type ImageResolver = (
  reference: string,
) => Promise<{ digest: string } | undefined>;

const ACCEPTED = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const TIME_LIMIT = 5_000;

/**
 * Asks the sandbox's registry for its own images. Images of other hosts are
 * taken as they are: a sandbox reaches no other host, and the first image of a
 * new app is a public one.
 */
export function createImageResolver(registry: {
  host: string;
  url: string;
  credentials?: { username: string; password: string };
}): ImageResolver {
  return async reference => {
    const parsed = parseImageReference(reference);
    if (!parsed) {
      return undefined;
    }
    if (parsed.domain !== registry.host) {
      const digest =
        parsed.digest ??
        `sha256:${createHash('sha256').update(reference).digest('hex')}`;
      return { digest };
    }
    const wanted = parsed.digest ?? parsed.tag ?? 'latest';
    const { credentials } = registry;
    const response = await fetch(
      `${registry.url}/v2/${parsed.path}/manifests/${wanted}`,
      {
        method: 'HEAD',
        signal: AbortSignal.timeout(TIME_LIMIT),
        headers: {
          accept: ACCEPTED,
          ...(credentials
            ? {
                authorization: `Basic ${Buffer.from(
                  `${credentials.username}:${credentials.password}`,
                ).toString('base64')}`,
              }
            : {}),
        },
      },
    );
    const digest = response.headers.get('docker-content-digest');
    return response.ok && digest ? { digest } : undefined;
  };
}
