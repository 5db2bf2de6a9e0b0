import {
  toEntityName,
  toUniqueEntityName,
} from '@openportal/plugin-crossplane-common';
import { TemplateNames } from './types';

/** One of the forms in which clusters have the same XRD. */
export interface XrdVariant {
  /** Sorted. */
  clusters: string[];
  /** When the oldest of the objects was created, in ISO 8601, or the empty string. */
  created: string;
}

/**
 * Gives the templates of one XRD their names.
 *
 * @remarks
 * The name is that of the XRD. Where clusters have it in different forms, the one that was there first has
 * this name and the others get a suffix, so what comes later changes no name, whatever the order in which
 * clusters answer. Names that were given before stay as long as one of their clusters keeps the form.
 *
 * @param previous - names given before; may be empty
 * @param reserved - names of clusters that are not among the variants but may come back
 */
export function assignTemplateNames<T extends XrdVariant>(
  xrd: string,
  variants: T[],
  previous: TemplateNames,
  reserved: ReadonlySet<string> = new Set(),
): Map<T, string> {
  const plain = toEntityName(xrd);
  const former = new Map(
    variants.map(variant => [
      variant,
      [
        ...new Set(
          variant.clusters.flatMap(
            cluster => previous[templateNameKey(cluster, xrd)] ?? [],
          ),
        ),
      ].sort((a, b) => rank(a, plain) - rank(b, plain) || compare(a, b)),
    ]),
  );
  const ordered = [...variants].sort((a, b) => {
    const [nameA] = former.get(a) ?? [];
    const [nameB] = former.get(b) ?? [];
    return (
      rank(nameA, plain) - rank(nameB, plain) ||
      compare(a.created, b.created) ||
      compare(a.clusters[0], b.clusters[0])
    );
  });
  const names = new Map<T, string>();
  const used = new Set<string>();
  const give = (variant: T, name: string) => {
    used.add(name);
    names.set(variant, name);
  };
  // All that had a name keep it before the first one gets a new one.
  for (const variant of ordered) {
    const name = former.get(variant)?.find(candidate => !used.has(candidate));
    if (name !== undefined) {
      give(variant, name);
    }
  }
  const isTaken = (name: string) => used.has(name) || reserved.has(name);
  for (const variant of ordered.filter(item => !names.has(item))) {
    give(
      variant,
      isTaken(plain)
        ? firstFree(attempt => {
            const identity = `${xrd}/${variant.clusters[0]}${attempt || ''}`;
            return toUniqueEntityName(xrd, identity);
          }, isTaken)
        : plain,
    );
  }
  return names;
}

/** Key of a name in {@link TemplateNames}. */
export function templateNameKey(cluster: string, xrd: string): string {
  return `${cluster}/${xrd}`;
}

/** The parts of a {@link templateNameKey}. */
export function splitTemplateNameKey(key: string): {
  cluster: string;
  xrd: string;
} {
  // Names of XRDs have no slash.
  const at = key.lastIndexOf('/');
  return { cluster: key.slice(0, at), xrd: key.slice(at + 1) };
}

/** The plain name first, then other former names, then none. */
function rank(name: string | undefined, plain: string): number {
  if (name === undefined) {
    return 2;
  }
  return name === plain ? 0 : 1;
}

/** By code units: the same on every machine, whatever its language. */
function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

function firstFree(
  make: (attempt: number) => string,
  isTaken: (name: string) => boolean,
): string {
  let attempt = 0;
  while (isTaken(make(attempt))) {
    attempt += 1;
  }
  return make(attempt);
}
