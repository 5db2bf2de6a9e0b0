import { isDeepStrictEqual } from 'node:util';
import { JsonObject, JsonValue } from '@backstage/types';
import { stringifyManifest } from '@openportal/plugin-crossplane-common';
import {
  Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Node,
  parseDocument,
  YAMLMap,
  YAMLSeq,
} from 'yaml';

/**
 * Brings the text of a manifest to a new content and changes only what differs: comments, order and format of the rest
 * stay, so that the pull request shows the change and nothing else.
 *
 * @param content - one YAML document
 * @param wanted - the whole manifest as it should be
 * @returns `content` itself when nothing differs
 * @public
 */
export function editManifest(content: string, wanted: JsonObject): string {
  const document = parseDocument(content);
  if (isDeepStrictEqual(document.toJS(), wanted)) {
    return content;
  }
  if (!isMap(document.contents)) {
    return stringifyManifest(wanted);
  }
  editMap(document.contents, wanted);
  const edited = document.toString({
    lineWidth: 0,
    // As the file has it: "- " under its key, or indented.
    indentSeq: !/^( *)[^\s#-][^\n]*:\n\1- /m.test(content),
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
  // Anchors and tags can make a node mean something else than it seems: then the file is written anew.
  return isDeepStrictEqual(parseDocument(edited).toJS(), wanted)
    ? edited
    : stringifyManifest(wanted);
}

function editMap(map: YAMLMap, wanted: JsonObject): void {
  for (const key of keysOf(map)) {
    if (!Object.hasOwn(wanted, key)) {
      map.delete(key);
    }
  }
  for (const [key, value] of Object.entries(wanted)) {
    if (value !== undefined) {
      const node = map.get(key, true);
      if (!isNode(node) || !editNode(node, value)) {
        map.set(key, toNode(value));
      }
    }
  }
}

function editSequence(sequence: YAMLSeq, wanted: JsonValue[]): void {
  sequence.items.length = Math.min(sequence.items.length, wanted.length);
  for (const [index, value] of wanted.entries()) {
    const node = sequence.items[index];
    if (!isNode(node) || !editNode(node, value)) {
      sequence.items[index] = toNode(value);
    }
  }
}

/** Changes a node in place; false when it has to be replaced. */
function editNode(node: Node, wanted: JsonValue): boolean {
  if (isMap(node) && isObject(wanted)) {
    editMap(node, wanted);
    return true;
  }
  if (isSeq(node) && Array.isArray(wanted)) {
    editSequence(node, wanted);
    return true;
  }
  if (isScalar(node) && node.value === wanted) {
    return true;
  }
  if (isScalar(node) && !isObject(wanted) && !Array.isArray(wanted)) {
    const fresh = toNode(wanted);
    if (isScalar(fresh)) {
      // Its comment stays; the way it is quoted is that of the new value.
      node.value = fresh.value;
      node.type = fresh.type;
      node.source = undefined;
      node.format = undefined;
      return true;
    }
  }
  return false;
}

/** A node with the quoting that `stringifyManifest` gives. */
function toNode(value: JsonValue): Node {
  const node = parseDocument(stringifyManifest({ value })).get('value', true);
  return isNode(node) ? node : new Document(value).createNode(value);
}

function keysOf(map: YAMLMap): string[] {
  return map.items.map(({ key }) => String(isScalar(key) ? key.value : key));
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
