import {
  Document,
  Node,
  Scalar,
  YAMLMap,
  isAlias,
  isNode,
  isScalar,
} from 'yaml';

/** A scalar of a manifest, with the nodes that lead to it (for anchors). */
export interface Field {
  node: Scalar;
  ancestors: Node[];
  /** Set when the manifest has `*name` here: the value can be read, but is written elsewhere. */
  alias?: string;
}

/** A node with the nodes that lead to it. */
export interface Place {
  node: Node;
  ancestors: Node[];
}

/** The text of a scalar as written, so that the tag `1.10` does not become the number 1.1. */
export function scalarText(node: Scalar): string {
  return node.source ?? String(node.value ?? '');
}

/** What lies under a key. */
export function child(
  map: YAMLMap,
  key: string,
  ancestors: Node[],
): Place | undefined {
  const node = map.get(key, true);
  return isNode(node) ? { node, ancestors: [...ancestors, map] } : undefined;
}

/** The scalar under a key, or the one that an alias there stands for. */
export function field(
  document: Document.Parsed,
  map: YAMLMap,
  key: string,
  ancestors: Node[],
): Field | undefined {
  const node = map.get(key, true);
  if (isAlias(node)) {
    const source = node.resolve(document);
    return isScalar(source)
      ? { node: source, ancestors: [...ancestors, map], alias: node.source }
      : undefined;
  }
  return isScalar(node) && node.value !== null
    ? { node, ancestors: [...ancestors, map] }
    : undefined;
}

/** The text at a path. */
export function textOf(map: YAMLMap, path: string[]): string | undefined {
  const value = map.getIn(path);
  return typeof value === 'string' ? value : undefined;
}
