import { tryParseImageReference } from './imageReference';

const COMMIT_TAG = /^sha-([0-9a-f]{7,64})$/;

/**
 * What people read instead of an image reference: `v1.4.2`, or `sha-1a2b3c4` for a commit tag, or the
 * start of the digest where there is no tag.
 *
 * @public
 */
export function displayVersion(image: string): string {
  const reference = tryParseImageReference(image);
  if (!reference) {
    return image;
  }
  if (reference.tag !== undefined) {
    const commit = COMMIT_TAG.exec(reference.tag);
    return commit ? `sha-${commit[1].slice(0, 7)}` : reference.tag;
  }
  if (reference.digest !== undefined) {
    const [algorithm, hash] = reference.digest.split(':');
    return `${algorithm}:${hash.slice(0, 12)}`;
  }
  return 'latest';
}

/**
 * The source commit that a commit tag names, or undefined where the tag does not name one.
 *
 * @public
 */
export function sourceCommitOf(image: string): string | undefined {
  const tag = tryParseImageReference(image)?.tag;
  return tag === undefined ? undefined : COMMIT_TAG.exec(tag)?.[1];
}

/**
 * Whether what a person typed means this image: the whole reference, its tag, its version as shown, or
 * its digest. Never a guess: a prefix does not match.
 *
 * @public
 */
export function matchesVersion(image: string, typed: string): boolean {
  if (typed === image) {
    return true;
  }
  const reference = tryParseImageReference(image);
  return (
    reference !== undefined &&
    (typed === reference.tag ||
      typed === reference.digest ||
      typed === displayVersion(image))
  );
}
