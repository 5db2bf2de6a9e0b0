import {
  formatImageReference,
  imageRepository,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';

/** An image reference with registry and path in one, as manifests and annotations write repositories. */
export interface Reference {
  repository: string;
  tag?: string;
  digest?: string;
}

/** Takes an image reference apart; undefined where it is not one. */
export function parseReference(text: string): Reference | undefined {
  const image = tryParseImageReference(text);
  return (
    image && {
      repository: imageRepository(image),
      tag: image.tag,
      digest: image.digest,
    }
  );
}

/** The text of an image reference. */
export function formatReference(reference: Reference): string {
  const { repository, tag, digest } = reference;
  return formatImageReference({ path: repository, tag, digest });
}
