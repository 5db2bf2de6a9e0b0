import { InputError } from '@backstage/errors';

/**
 * A container image reference, taken apart by the OCI grammar.
 *
 * @public
 */
export type ImageReference = {
  /** Registry host with its port, as written. Undefined for a Docker Hub short name. */
  registry?: string;
  /** Path inside the registry, for example `acme/payments`. */
  path: string;
  tag?: string;
  /** Digest with its algorithm, for example `sha256:…`. */
  digest?: string;
};

// The OCI distribution grammar: lower case path parts joined by `.`, `_`, `__` or dashes.
const PATH_PART = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const HOST =
  /^(?:localhost|(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
// OCI image specification, "Digests": the registered algorithms have one spelling each, others a grammar.
const REGISTERED_DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const OTHER_DIGEST =
  /^(?!sha(?:256|512):)[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[A-Za-z0-9=_-]{32,}$/;
// A reference is at most host + 255 characters of path + tag + digest.
const MAX_LENGTH = 1024;
// Whoever compares the versions of an application takes the same few texts apart thousands of times.
const MOST_REMEMBERED = 2000;
const remembered = new Map<string, ImageReference | undefined>();

/**
 * Takes an image reference apart, or returns undefined where it is not one.
 *
 * @public
 */
export function tryParseImageReference(
  text: string,
): ImageReference | undefined {
  if (text.length === 0 || text.length > MAX_LENGTH) {
    return undefined;
  }
  let reference = remembered.get(text);
  if (reference === undefined && !remembered.has(text)) {
    reference = takeApart(text);
    if (remembered.size >= MOST_REMEMBERED) {
      const [oldest] = remembered.keys();
      remembered.delete(oldest);
    }
    remembered.set(text, reference);
  }
  // A copy: what the caller does with it is nobody else's business.
  return reference && { ...reference };
}

function takeApart(text: string): ImageReference | undefined {
  let rest = text;
  let digest: string | undefined;
  const at = rest.indexOf('@');
  if (at >= 0) {
    digest = rest.slice(at + 1);
    rest = rest.slice(0, at);
    if (!REGISTERED_DIGEST.test(digest) && !OTHER_DIGEST.test(digest)) {
      return undefined;
    }
  }

  let registry: string | undefined;
  const slash = rest.indexOf('/');
  if (slash > 0) {
    const first = rest.slice(0, slash);
    // The first part is a host only if it could not be a path part: Docker's own rule.
    if (/[.:]/.test(first) || first === 'localhost' || /[A-Z]/.test(first)) {
      if (!HOST.test(first)) {
        return undefined;
      }
      registry = first;
      rest = rest.slice(slash + 1);
    }
  }

  let tag: string | undefined;
  const colon = rest.lastIndexOf(':');
  if (colon >= 0) {
    tag = rest.slice(colon + 1);
    rest = rest.slice(0, colon);
    if (!TAG.test(tag)) {
      return undefined;
    }
  }
  if (
    rest.length > 255 ||
    !rest.split('/').every(part => PATH_PART.test(part))
  ) {
    return undefined;
  }
  return {
    ...(registry !== undefined && { registry }),
    path: rest,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

/**
 * Takes an image reference apart, and refuses what is not one.
 *
 * @public
 */
export function parseImageReference(text: string): ImageReference {
  const reference = tryParseImageReference(text);
  if (!reference) {
    throw new InputError(
      `'${text}' is not an image reference. Write it as registry/path:tag@sha256:digest`,
    );
  }
  return reference;
}

/**
 * The text of an image reference.
 *
 * @public
 */
export function formatImageReference(reference: ImageReference): string {
  return `${imageRepository(reference)}${
    reference.tag === undefined ? '' : `:${reference.tag}`
  }${reference.digest === undefined ? '' : `@${reference.digest}`}`;
}

/**
 * Registry and path without tag and digest: what an image is called over all its versions.
 *
 * @public
 */
export function imageRepository(reference: ImageReference): string {
  return reference.registry === undefined
    ? reference.path
    : `${reference.registry}/${reference.path}`;
}

/**
 * Whether the reference can never mean another content: it has a digest. A tag alone can be moved.
 *
 * @public
 */
export function isPinned(reference: ImageReference): boolean {
  return reference.digest !== undefined;
}

/**
 * Whether a text is an image reference that can never mean another content. See {@link isPinned}.
 *
 * @public
 */
export function isFixed(image: string): boolean {
  const reference = tryParseImageReference(image);
  return reference !== undefined && isPinned(reference);
}

/**
 * Whether two references mean the same content. By digest where both have one, else by the tag.
 * Different repositories never mean the same.
 *
 * @public
 */
export function isSameImage(left: string, right: string): boolean {
  if (left === right) {
    return true;
  }
  const a = tryParseImageReference(left);
  const b = tryParseImageReference(right);
  if (!a || !b || canonicalRepository(a) !== canonicalRepository(b)) {
    return false;
  }
  if (a.digest !== undefined && b.digest !== undefined) {
    return a.digest === b.digest;
  }
  return a.tag !== undefined && a.tag === b.tag;
}

/**
 * Whether a reference that something reports proves the wanted content. Where the wanted one is fixed by a
 * digest only that digest does: the same tag may have meant another content when it was pulled.
 *
 * @public
 */
export function provesImage(reported: string, wanted: string): boolean {
  const digest = tryParseImageReference(wanted)?.digest;
  return (
    isSameImage(reported, wanted) &&
    (digest === undefined ||
      tryParseImageReference(reported)?.digest === digest)
  );
}

/**
 * The repository with the implied registry and `library/` written out, for comparisons: a cluster may
 * report `docker.io/library/nginx` for what a manifest calls `nginx`.
 *
 * @public
 */
export function canonicalRepository(reference: ImageReference): string {
  const registry =
    reference.registry === undefined || reference.registry === 'index.docker.io'
      ? 'docker.io'
      : reference.registry;
  const path =
    registry === 'docker.io' && !reference.path.includes('/')
      ? `library/${reference.path}`
      : reference.path;
  return `${registry}/${path}`;
}
