import { isDeepStrictEqual } from 'node:util';
import { JsonObject, JsonValue } from '@backstage/types';
import {
  isJsonObject,
  parseYamlData,
  stringifyManifest,
} from '@openportal/plugin-crossplane-common';
import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  Node,
  Pair,
  YAMLMap,
  YAMLSeq,
} from 'yaml';
import { AS_CLUSTER, keyName, parseAsText, scalarValue } from './manifestText';
import { replaceScalars } from './replaceScalars';

/**
 * Brings the text of a manifest to a new content and changes only what differs: comments, order and format of the rest
 * stay, so that the pull request shows the change and nothing else. Where only values differ, the rest stays byte for
 * byte; `yes` and `010` of people stay what they are to the cluster in any case.
 *
 * @param content - one YAML document, read as the cluster reads it
 * @param wanted - the whole manifest as it should be
 * @returns `content` itself when nothing differs
 * @public
 */
export function editManifest(content: string, wanted: JsonObject): string {
  const isWanted = (text: string) =>
    isDeepStrictEqual(parseYamlData(text, AS_CLUSTER).value, wanted);
  if (isWanted(content)) {
    return content;
  }
  const replaced = replaceScalars(content, wanted);
  if (replaced !== undefined && isWanted(replaced)) {
    return replaced;
  }
  const edited = editDocument(content, wanted);
  // Anchors and tags can make a node mean something else than it seems: then the file is written anew.
  return edited !== undefined && isWanted(edited)
    ? edited
    : stringifyManifest(wanted);
}

function editDocument(content: string, wanted: JsonObject): string | undefined {
  const document = parseAsText(content);
  if (!isMap(document.contents) || document.errors.length > 0) {
    return undefined;
  }
  editMap(document.contents, wanted);
  return document.toString({
    lineWidth: 0,
    // As the file has it: "- " under its key, or indented.
    indentSeq: !/^( *)[^\s#-][^\n]*:\n\1- /m.test(content),
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
}

function editMap(map: YAMLMap, wanted: JsonObject): void {
  map.items = map.items.filter(({ key }) =>
    Object.hasOwn(wanted, keyName(key)),
  );
  for (const [key, value] of Object.entries(wanted)) {
    if (value !== undefined) {
      const pair = map.items.find(item => keyName(item.key) === key);
      if (!pair) {
        map.add(toPair(key, value));
      } else if (!isNode(pair.value) || !editNode(pair.value, value)) {
        pair.value = toNode(value);
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
  if (isMap(node) && isJsonObject(wanted)) {
    editMap(node, wanted);
    return true;
  }
  if (isSeq(node) && Array.isArray(wanted)) {
    editSequence(node, wanted);
    return true;
  }
  if (isScalar(node) && scalarValue(node) === wanted) {
    return true;
  }
  if (isScalar(node) && !isJsonObject(wanted) && !Array.isArray(wanted)) {
    const fresh = toNode(wanted);
    if (isScalar(fresh)) {
      // Its comment stays; the way it is quoted is that of the new value.
      node.value = fresh.value;
      node.type = fresh.type;
      node.source = fresh.source;
      return true;
    }
  }
  return false;
}

/** A node with the quoting that `stringifyManifest` gives. */
function toNode(value: JsonValue): Node | undefined {
  const { value: node } = toPair('value', value);
  return isNode(node) ? node : undefined;
}

function toPair(key: string, value: JsonValue): Pair {
  const { contents } = parseAsText(stringifyManifest({ [key]: value }));
  return isMap(contents) ? contents.items[0] : new Pair(key, value);
}
