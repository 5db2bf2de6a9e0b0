import { JsonArray, JsonObject, JsonValue } from '@backstage/types';
import {
  Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Node,
  Pair,
  Scalar,
  YAMLMap,
} from 'yaml';
import { isJsonObject, setOwn } from '../json';
import { PlainScalar, resolvePlainScalar, YamlDialect } from './plainScalar';

const MAX_DEPTH = 500;
/** An alias stands for all that its anchor holds, so a few lines of them can be gigabytes. */
const MAX_NODES_OF_ALIASES = 20_000;
const MAX_QUOTE = 60;
const MAP_TAGS = coreTags('map');
const LIST_TAGS = coreTags('seq');
const SCALAR_TAGS = coreTags('str', 'int', 'float', 'bool', 'null');

/** What {@link readJson} takes. */
export interface ReadJsonOptions {
  dialect: YamlDialect;
  maxAliases: number;
  /** What becomes of integers beyond ±(2^53 - 1). */
  largeIntegers: 'refuse' | 'round';
}

/** Why a part of a document is no JSON data, and where: offsets in the text. */
export class NoJsonError extends Error {
  constructor(readonly reason: string, readonly range: [number, number]) {
    super(reason);
  }
}

class JsonReader {
  readonly #options: ReadJsonOptions;
  readonly #anchors = new Map<string, Node>();
  readonly #targets = new Map<Alias, Node>();
  readonly #open = new Set<Node>();
  #aliases = 0;
  #aliasDepth = 0;
  #nodesOfAliases = 0;

  constructor(options: ReadJsonOptions) {
    this.#options = options;
  }

  read(node: unknown, depth: number): JsonValue {
    if (isAlias(node)) {
      return this.#alias(node, depth);
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) {
      return null;
    }
    if (depth > MAX_DEPTH) {
      throw refusal(node, `is nested more than ${MAX_DEPTH} levels deep`);
    }
    this.#enter(node);
    if (isScalar(node)) {
      return this.#scalar(node);
    }
    this.#refuseTag(node);
    this.#open.add(node);
    const value = isMap(node)
      ? this.#map(node, depth)
      : (node.items.map(item => this.read(item, depth + 1)) as JsonArray);
    this.#open.delete(node);
    return value;
  }

  #enter(node: Node): void {
    if (this.#aliasDepth > 0) {
      this.#nodesOfAliases += 1;
      if (this.#nodesOfAliases > MAX_NODES_OF_ALIASES) {
        throw refusal(
          node,
          `aliases repeat more than ${MAX_NODES_OF_ALIASES} values: write out what is needed`,
        );
      }
    } else if ('anchor' in node && typeof node.anchor === 'string') {
      this.#anchors.set(node.anchor, node);
    }
  }

  #alias(alias: Alias, depth: number): JsonValue {
    const { maxAliases } = this.#options;
    const name = `*${alias.source.slice(0, MAX_QUOTE)}`;
    this.#aliases += 1;
    if (this.#aliases > maxAliases) {
      throw refusal(
        alias,
        maxAliases === 0
          ? `write the value out instead of the alias ${name}`
          : `there are more than ${maxAliases} aliases: write the value out instead of ${name}`,
      );
    }
    const target = this.#targets.get(alias) ?? this.#anchors.get(alias.source);
    if (!target) {
      throw refusal(alias, `nothing before ${name} is called &${alias.source}`);
    }
    if (this.#open.has(target)) {
      throw refusal(
        alias,
        `the alias ${name} stands inside of what it means, which has no end: write the value out`,
      );
    }
    this.#targets.set(alias, target);
    this.#aliasDepth += 1;
    const value = this.read(target, depth);
    this.#aliasDepth -= 1;
    return value;
  }

  #map(map: YAMLMap, depth: number): JsonObject {
    const result: JsonObject = {};
    const own = new Set<string>();
    let merge: Pair | undefined;
    for (const pair of map.items) {
      if (isMergeKey(pair.key)) {
        this.#merge(pair, { result, map, depth, isFirst: !merge && !own.size });
        merge = pair;
      } else {
        const key = this.#key(pair.key, map);
        if (own.has(key)) {
          throw refusal(
            pair.key,
            `Map keys must be unique: '${quote(
              key,
            )}' stands here twice, keep one of them`,
          );
        }
        own.add(key);
        setOwn(result, key, this.read(pair.value, depth + 1));
      }
    }
    return result;
  }

  /** Clusters merge, YAML 1.2 does not. What is merged gives way to fields that stand after it. */
  #merge(
    pair: Pair,
    place: {
      result: JsonObject;
      map: YAMLMap;
      depth: number;
      isFirst: boolean;
    },
  ): void {
    if (this.#options.dialect === 'yaml-1.2') {
      throw refusal(
        pair.key,
        'the merge key << is not taken: write the fields out, or put << in quotes if it is the name of a field',
      );
    }
    if (!place.isFirst) {
      throw refusal(
        pair.key,
        'the merge key << must be the first of its fields, and there once: readers do not agree which value wins otherwise',
      );
    }
    const merged = this.read(pair.value, place.depth + 1);
    for (const source of Array.isArray(merged) ? merged : [merged]) {
      if (!isJsonObject(source)) {
        throw refusal(
          pair.key,
          'the merge key << takes fields, or a list of such',
        );
      }
      for (const [key, value] of Object.entries(source)) {
        if (!Object.hasOwn(place.result, key)) {
          setOwn(place.result, key, value ?? null);
        }
      }
    }
  }

  #key(key: unknown, map: YAMLMap): string {
    if (!isScalar(key)) {
      throw refusal(
        key ?? map,
        'the name of a field must be one text: it is a list, an object or an alias here',
      );
    }
    this.#enter(key);
    const value = this.#scalar(key);
    const { dialect } = this.#options;
    const isName =
      typeof value === 'string' ||
      // Clusters turn these names into text, such as `on` into "true".
      (dialect === 'kubernetes' &&
        (typeof value === 'boolean' || Number.isSafeInteger(value))) ||
      (value !== null && String(value) === key.source);
    if (!isName) {
      throw refusal(
        key,
        `the name of a field is text: put '${quote(
          key.source ?? '',
        )}' in quotes`,
      );
    }
    return String(value);
  }

  #scalar(node: Scalar): string | number | boolean | null {
    this.#refuseTag(node);
    const source = node.source ?? String(node.value);
    const tag = node.tag?.split(':').at(-1);
    if (tag === 'str' || (!tag && node.type !== Scalar.PLAIN)) {
      return String(node.value);
    }
    const plain = resolvePlainScalar(source, this.#options.dialect);
    this.#refuseNumber(node, plain, source);
    const { value } = plain;
    if (tag && !hasTag(value, tag)) {
      throw refusal(
        node,
        `the tag !!${tag} does not fit '${quote(source)}': leave the tag out`,
      );
    }
    return value;
  }

  #refuseNumber(node: Scalar, plain: PlainScalar, source: string): void {
    if (typeof plain.value !== 'number') {
      return;
    }
    if (plain.isLargeInteger && this.#options.largeIntegers === 'refuse') {
      throw refusal(node, describeLargeInteger(quote(source)));
    }
    if (!Number.isFinite(plain.value)) {
      throw refusal(
        node,
        `${quote(
          source,
        )} is no number that a manifest can hold: leave the value out, or put it in quotes if it is text`,
      );
    }
  }

  #refuseTag(node: Node): void {
    const { tag } = node;
    if (tag !== undefined && !tagsOf(node).has(tag)) {
      const shown = tag.replace(/^tag:yaml\.org,2002:/, '!!');
      throw refusal(
        node,
        `the tag ${quote(
          shown,
        )} has no place in a manifest: write the value as text, number, true, false, list or fields, without a tag`,
      );
    }
  }
}

/**
 * The data of a document that was composed with the schema `failsafe`, so that every scalar still is its text.
 *
 * @throws a {@link NoJsonError} for what JSON cannot hold unchanged
 */
export function readJson(node: Node, options: ReadJsonOptions): JsonValue {
  return new JsonReader(options).read(node, 0);
}

/** What people can do about an integer that no number of JavaScript holds. */
export function describeLargeInteger(text: string): string {
  return `${text} would be changed: whole numbers are exact up to ±${Number.MAX_SAFE_INTEGER} only. Put it in quotes if the field takes text; if it takes numbers only, choose a smaller one`;
}

function coreTags(...names: string[]): Set<string> {
  return new Set(names.map(name => `tag:yaml.org,2002:${name}`));
}

/** The tags that say of a node what it is anyway. */
function tagsOf(node: Node): Set<string> {
  if (isMap(node)) {
    return MAP_TAGS;
  }
  return isSeq(node) ? LIST_TAGS : SCALAR_TAGS;
}

function isMergeKey(key: unknown): boolean {
  return (
    isScalar(key) &&
    key.source === '<<' &&
    (key.tag === 'tag:yaml.org,2002:merge' ||
      (!key.tag && key.type === Scalar.PLAIN))
  );
}

function hasTag(value: unknown, tag: string): boolean {
  switch (tag) {
    case 'int':
      return Number.isInteger(value);
    case 'float':
      return typeof value === 'number';
    case 'bool':
      return typeof value === 'boolean';
    default:
      return value === null;
  }
}

function refusal(node: unknown, reason: string): NoJsonError {
  const range =
    isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)
      ? node.range
      : undefined;
  return new NoJsonError(reason, [range?.[0] ?? 0, range?.[1] ?? 0]);
}

function quote(text: string): string {
  return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text;
}
