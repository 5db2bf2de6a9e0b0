import { Document, Node, YAMLMap, isMap, isNode, isScalar, isSeq } from 'yaml';
import { Field, field, scalarText } from './fields';
import type { ImageSlot } from './imageSlots';
import { parseReference } from './reference';

const MAX_VALUES_DEPTH = 8;
const IMAGE_KEY = /image$/i;

/** A node of Helm values, with the way there. */
interface Value {
  document: Document.Parsed;
  node: Node;
  ancestors: Node[];
  path: string[];
}

/** The image that a map describes by its parts: `repository` (or `name`), `tag`, `digest`. */
function partsSlot(map: YAMLMap, value: Value): ImageSlot | undefined {
  const { document, ancestors, path } = value;
  const read = (key: string) => field(document, map, key, ancestors);
  const tag = read('tag');
  const digest = read('digest');
  const isImage = IMAGE_KEY.test(path.at(-1) ?? '');
  const repository = read('repository') ?? (isImage ? read('name') : undefined);
  return repository && (tag || digest)
    ? {
        ...describe(value, path),
        fallback: path.at(-1) === 'image' && path.length <= 2,
        registry: read('registry'),
        repository,
        tag,
        digest,
      }
    : undefined;
}

/** The image that one key of a map names: whole, or with its tag in a key beside it. */
function textSlot(map: YAMLMap, key: string, value: Value): ImageSlot[] {
  const { document, ancestors } = value;
  const reference = field(document, map, key, ancestors);
  const image = reference && parseReference(scalarText(reference.node).trim());
  if (!reference || !image || !IMAGE_KEY.test(key)) {
    return [];
  }
  const path = [...value.path, key];
  const common = {
    ...describe(value, path),
    fallback: key === 'image' && path.length <= 2,
  };
  if (image.tag || image.digest) {
    return [{ ...common, reference }];
  }
  const tag =
    field(document, map, `${key}Tag`, ancestors) ??
    (key === 'image' ? field(document, map, 'tag', ancestors) : undefined);
  return tag ? [{ ...common, repository: reference, tag }] : [];
}

function describe({ document }: Value, path: string[]) {
  const key = path.join('.');
  return {
    document,
    form: 'values' as const,
    description: `Helm value '${key}'`,
    key,
    container: path.length >= 2 ? path[0] : undefined,
  };
}

function within(value: Value, node: Node, key: string): Value {
  return {
    ...value,
    node,
    ancestors: [...value.ancestors, value.node],
    path: [...value.path, key],
  };
}

/** Every image that Helm values name. */
export function valuesSlots(value: Value): ImageSlot[] {
  const { node, path } = value;
  if (path.length > MAX_VALUES_DEPTH) {
    return [];
  }
  if (isSeq(node)) {
    return node.items.flatMap((item, index) =>
      isNode(item) ? valuesSlots(within(value, item, String(index))) : [],
    );
  }
  if (!isMap(node)) {
    return [];
  }
  const own = partsSlot(node, value);
  return [
    ...(own ? [own] : []),
    ...node.items.flatMap(pair => {
      if (!isScalar(pair.key)) {
        return [];
      }
      const key = String(pair.key.value);
      return [
        ...(own ? [] : textSlot(node, key, value)),
        ...(isNode(pair.value)
          ? valuesSlots(within(value, pair.value, key))
          : []),
      ];
    }),
  ];
}

/** The scalars that say which image it is. */
export function fieldsOf(slot: ImageSlot): Field[] {
  return [
    slot.reference,
    slot.registry,
    slot.repository,
    slot.tag,
    slot.digest,
  ].flatMap(it => it ?? []);
}
