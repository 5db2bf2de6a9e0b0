/** What the paths of a repository have in the place of a placeholder. */
export interface PathMatches {
  /** True when a path fits the template. */
  any: boolean;
  /** Values of the placeholder; empty where it is no segment of its own. */
  values: Set<string>;
}

/**
 * Finds the paths that may be orders of a cluster, segment by segment: what is only a part of a segment stands for
 * anything.
 *
 * @param template - template of the path of orders, such as `namespaces/{namespace}/{plural}/{name}.yaml`
 */
export function matchPaths(
  template: string,
  wanted: { cluster: string; of: 'namespace' | 'plural' },
  paths: Iterable<string>,
): PathMatches {
  const pattern = template
    .split('/')
    .map(segment => (segment === '{cluster}' ? wanted.cluster : segment));
  const position = pattern.indexOf(`{${wanted.of}}`);
  const found: PathMatches = { any: false, values: new Set() };
  for (const path of paths) {
    const segments = path.split('/');
    if (fits(segments, pattern)) {
      found.any = true;
      if (position >= 0) {
        found.values.add(segments[position]);
      }
    }
  }
  return found;
}

function fits(segments: string[], pattern: string[]): boolean {
  return (
    segments.length === pattern.length &&
    pattern.every(
      (segment, index) => segment.includes('{') || segment === segments[index],
    )
  );
}
