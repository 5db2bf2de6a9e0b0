import { keyOfItem, listKindOf } from './listKeys';
import { isJsonObject, JsonObject } from './types';

/**
 * A path to one field in the notation of managed fields: `f:name` for a key,
 * `k:{…}` for an item of a keyed list, `v:…` for an item of a set, and `.`
 * for the item or object itself.
 */
export type FieldPath = string[];

const SEPARATOR = '\u0000';

/** A set of fields. */
export class FieldSet {
  readonly #paths = new Map<string, FieldPath>();

  static from(paths: Iterable<FieldPath>): FieldSet {
    const set = new FieldSet();
    for (const path of paths) {
      set.add(path);
    }
    return set;
  }

  add(path: FieldPath): void {
    this.#paths.set(path.join(SEPARATOR), path);
  }

  delete(path: FieldPath): void {
    this.#paths.delete(path.join(SEPARATOR));
  }

  has(path: FieldPath): boolean {
    return this.#paths.has(path.join(SEPARATOR));
  }

  /** True when the set has a field inside the one at the path. */
  hasBelow(path: FieldPath): boolean {
    const prefix = path.join(SEPARATOR) + SEPARATOR;
    return [...this.#paths.keys()].some(key => key.startsWith(prefix));
  }

  get size(): number {
    return this.#paths.size;
  }

  paths(): FieldPath[] {
    return [...this.#paths.values()];
  }

  /** The tree that is stored in `fieldsV1`. */
  toFieldsV1(): JsonObject {
    const root: JsonObject = {};
    for (const path of this.paths()) {
      let node = root;
      for (const segment of path) {
        const child = node[segment];
        const next: JsonObject = isJsonObject(child) ? child : {};
        node[segment] = next;
        node = next;
      }
    }
    return root;
  }

  static fromFieldsV1(tree: JsonObject): FieldSet {
    const set = new FieldSet();
    const visit = (node: JsonObject, path: FieldPath) => {
      const entries = Object.entries(node);
      if (entries.length === 0 && path.length > 0) {
        set.add(path);
      }
      for (const [segment, child] of entries) {
        visit(isJsonObject(child) ? child : {}, [...path, segment]);
      }
    };
    visit(tree, []);
    return set;
  }
}

/** What tells how the lists of a kind are merged. */
export interface ListRules {
  schema?: JsonObject;
  custom: boolean;
}

/** The fields that nobody owns: they name the object or belong to the server. */
const UNOWNED = new Set([
  'f:apiVersion',
  'f:kind',
  ...[
    'name',
    'generateName',
    'namespace',
    'uid',
    'resourceVersion',
    'generation',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'managedFields',
    'selfLink',
  ].map(field => ['f:metadata', `f:${field}`].join(SEPARATOR)),
]);

/** The leaf fields of an object with their values. */
export function leavesOf(
  object: JsonObject,
  rules: ListRules,
): Array<{ path: FieldPath; value: unknown }> {
  const leaves: Array<{ path: FieldPath; value: unknown }> = [];
  const visit = (value: unknown, path: FieldPath, plain: string[]) => {
    if (UNOWNED.has(path.join(SEPARATOR))) {
      return;
    }
    if (isJsonObject(value) && Object.keys(value).length > 0) {
      for (const [key, child] of Object.entries(value)) {
        visit(child, [...path, `f:${key}`], [...plain, key]);
      }
      return;
    }
    const listKind =
      Array.isArray(value) && value.length > 0
        ? listKindOf(rules, plain, value)
        : undefined;
    if (listKind?.kind === 'map' && Array.isArray(value)) {
      for (const item of value) {
        const key = keyOfItem(item, listKind.keys);
        const itemPath = [...path, `k:${JSON.stringify(key)}`];
        leaves.push({ path: [...itemPath, '.'], value: key });
        visit(item, itemPath, [...plain, '*']);
      }
    } else if (listKind?.kind === 'set' && Array.isArray(value)) {
      for (const item of value) {
        leaves.push({
          path: [...path, `v:${JSON.stringify(item)}`],
          value: item,
        });
      }
    } else if (path.length > 0) {
      leaves.push({ path, value });
    }
  };
  visit(object, [], []);
  return leaves;
}

function findItem(list: unknown[], segment: string): number {
  if (segment.startsWith('v:')) {
    return list.findIndex(item => JSON.stringify(item) === segment.slice(2));
  }
  const key: unknown = JSON.parse(segment.slice(2));
  const keys = isJsonObject(key) ? Object.keys(key) : [];
  return list.findIndex(
    item => JSON.stringify(keyOfItem(item, keys)) === segment.slice(2),
  );
}

/** Removes the field at a path. Changes `object`; objects and lists that become empty are removed too. */
export function removeField(object: JsonObject, path: FieldPath): void {
  const visit = (value: unknown, [segment, ...rest]: FieldPath): boolean => {
    if (segment === undefined) {
      return true;
    }
    if (segment === '.') {
      return false;
    }
    if (segment.startsWith('f:')) {
      const key = segment.slice(2);
      if (!isJsonObject(value) || !(key in value)) {
        return false;
      }
      if (visit(value[key], rest)) {
        delete value[key];
      }
      return Object.keys(value).length === 0;
    }
    if (!Array.isArray(value)) {
      return false;
    }
    const index = findItem(value, segment);
    // An item goes as a whole when its own marker goes.
    if (index >= 0 && (rest[0] === '.' || visit(value[index], rest))) {
      value.splice(index, 1);
    }
    return value.length === 0;
  };
  visit(object, path);
}

/** Writes the fields of `config` over `live`; keyed lists and sets are merged. */
export function mergeFields(
  live: unknown,
  config: unknown,
  rules: ListRules,
  plain: string[] = [],
): unknown {
  if (isJsonObject(config)) {
    const result: JsonObject = isJsonObject(live) ? { ...live } : {};
    for (const [key, value] of Object.entries(config)) {
      result[key] = mergeFields(result[key], value, rules, [...plain, key]);
    }
    return result;
  }
  if (!Array.isArray(config)) {
    return config;
  }
  const existing = Array.isArray(live) ? live : [];
  const listKind = listKindOf(rules, plain, [...existing, ...config]);
  if (listKind.kind === 'set') {
    return [...new Set([...existing, ...config])];
  }
  if (listKind.kind === 'atomic') {
    return structuredClone(config);
  }
  const merged = [...existing];
  for (const item of config) {
    const wanted = JSON.stringify(keyOfItem(item, listKind.keys));
    const index = merged.findIndex(
      other => JSON.stringify(keyOfItem(other, listKind.keys)) === wanted,
    );
    const itemPath = [...plain, '*'];
    if (index >= 0) {
      merged[index] = mergeFields(merged[index], item, rules, itemPath);
    } else {
      merged.push(structuredClone(item));
    }
  }
  return merged;
}
