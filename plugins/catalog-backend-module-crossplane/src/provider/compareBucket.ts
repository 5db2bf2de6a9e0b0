import { parseEntityRef } from '@backstage/catalog-model';

/**
 * Entities that the catalog lost, or that somebody else changed.
 *
 * @param bucket - hashes of what the catalog holds, by entity reference
 * @param expected - references of what was sent
 * @param seen - the hashes of earlier comparisons; brought up to date
 */
export function findLosses(
  bucket: ReadonlyMap<string, string>,
  expected: Iterable<string>,
  seen: Map<string, string>,
): string[] {
  const lost: string[] = [];
  for (const ref of expected) {
    const held = bucket.get(ref);
    const before = seen.get(ref);
    if (held === undefined || (before !== undefined && before !== held)) {
      lost.push(ref);
      seen.delete(ref);
    } else {
      seen.set(ref, held);
    }
  }
  return lost;
}

/**
 * Entities in a bucket that nothing stands for any more.
 *
 * @param listed - whether the XRDs, and the resources, of the cluster were listed completely: what is missing
 *   from an incomplete list is not gone
 */
export function findLeftovers(
  bucket: ReadonlyMap<string, string>,
  expected: ReadonlyMap<string, unknown>,
  listed: { definitions: boolean; resources: boolean },
): string[] {
  return [...bucket.keys()].filter(
    ref =>
      !expected.has(ref) &&
      listed.definitions &&
      (listed.resources || !isResource(ref)),
  );
}

/** True when an entity stands for an instance, and not for an XRD. */
export function isResource(ref: string): boolean {
  return parseEntityRef(ref).kind === 'resource';
}
