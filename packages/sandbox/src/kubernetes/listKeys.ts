import { isJsonObject, JsonObject } from './types';

/** How the items of a list are told apart when two versions of it are merged. */
export type ListKind =
  | { kind: 'map'; keys: string[] }
  | { kind: 'set' }
  | { kind: 'atomic' };

const ATOMIC: ListKind = { kind: 'atomic' };

const BY_FIELD: Record<string, string[]> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  imagePullSecrets: ['name'],
  secrets: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  conditions: ['type'],
  ownerReferences: ['uid'],
};

/**
 * The kind of a list of a built-in kind, by the name of its field. Ports are
 * the one field whose key depends on where it stands.
 */
function builtinListKind(path: string[], items: unknown[]): ListKind {
  const field = path[path.length - 1];
  if (field === 'finalizers') {
    return { kind: 'set' };
  }
  if (field === 'ports') {
    const first = items.find(isJsonObject);
    if (first && 'containerPort' in first) {
      return { kind: 'map', keys: ['containerPort', 'protocol'] };
    }
    return path[0] === 'spec' && path.length === 2
      ? { kind: 'map', keys: ['port', 'protocol'] }
      : ATOMIC;
  }
  // A Service Monitor's or a Crossplane pipeline's lists are not built in;
  // only lists of objects that carry the key can be merged by it.
  const keys = BY_FIELD[field];
  return keys && items.every(item => isJsonObject(item) && keys[0] in item)
    ? { kind: 'map', keys }
    : ATOMIC;
}

function schemaAt(
  schema: JsonObject | undefined,
  path: string[],
): JsonObject | undefined {
  let current = schema;
  for (const key of path) {
    if (!current) {
      return undefined;
    }
    const next: unknown =
      key === '*'
        ? current.items
        : (isJsonObject(current.properties) && current.properties[key]) ||
          current.additionalProperties;
    current = isJsonObject(next) ? next : undefined;
  }
  return current;
}

/**
 * The kind of the list at a path (`*` stands for an item of a list). Custom
 * resources say it in their schema, built-in kinds by a table.
 */
export function listKindOf(
  options: { schema?: JsonObject; custom: boolean },
  path: string[],
  items: unknown[],
): ListKind {
  if (!options.custom || path[0] === 'metadata') {
    return builtinListKind(path, items);
  }
  const schema = schemaAt(options.schema, path);
  const keys = schema?.['x-kubernetes-list-map-keys'];
  switch (schema?.['x-kubernetes-list-type']) {
    case 'map':
      return Array.isArray(keys)
        ? { kind: 'map', keys: keys.map(String) }
        : ATOMIC;
    case 'set':
      return { kind: 'set' };
    default:
      return ATOMIC;
  }
}

const KEY_DEFAULTS: Record<string, unknown> = { protocol: 'TCP' };

/** The key fields of a list item, with the defaults that the server knows. */
export function keyOfItem(item: unknown, keys: string[]): JsonObject {
  const fields = isJsonObject(item) ? item : {};
  return Object.fromEntries(
    keys
      .map(key => [key, fields[key] ?? KEY_DEFAULTS[key]] as const)
      .filter(([, value]) => value !== undefined),
  );
}
