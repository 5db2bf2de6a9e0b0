import {
  FieldSet,
  leavesOf,
  ListRules,
  mergeFields,
  removeField,
} from './fieldSets';
import { applyConflict, StatusCause } from './status';
import { JsonObject, KubernetesObject, ManagedFieldsEntry } from './types';

/** Who writes, and by which kind of request. */
export interface FieldOwner {
  manager: string;
  subresource?: string;
  /** RFC 3339 time of the write. */
  time: string;
}

type Operation = ManagedFieldsEntry['operation'];

function isEntryOf(
  entry: ManagedFieldsEntry,
  owner: FieldOwner,
  operation: Operation,
): boolean {
  return (
    entry.manager === owner.manager &&
    entry.operation === operation &&
    (entry.subresource ?? '') === (owner.subresource ?? '')
  );
}

function toEntry(
  owner: FieldOwner,
  operation: Operation,
  apiVersion: string,
  fields: FieldSet,
): ManagedFieldsEntry {
  return {
    manager: owner.manager,
    operation,
    apiVersion,
    time: owner.time,
    fieldsType: 'FieldsV1',
    fieldsV1: fields.toFieldsV1(),
    ...(owner.subresource ? { subresource: owner.subresource } : {}),
  };
}

/** The path of a field as error messages write it. */
function describe(path: string[]): string {
  return path
    .filter(segment => segment !== '.')
    .map(segment =>
      segment.startsWith('f:')
        ? `.${segment.slice(2)}`
        : `[${segment.slice(2)}]`,
    )
    .join('');
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Takes fields away from every entry except those that `keep` says; empty entries go. */
function withoutFields(
  entries: ManagedFieldsEntry[],
  fields: FieldSet,
  keep: (entry: ManagedFieldsEntry) => boolean,
): ManagedFieldsEntry[] {
  return entries.flatMap(entry => {
    if (keep(entry)) {
      return [entry];
    }
    const owned = FieldSet.fromFieldsV1(entry.fieldsV1);
    const before = owned.size;
    for (const path of fields.paths()) {
      owned.delete(path);
    }
    if (owned.size === before) {
      return [entry];
    }
    return owned.size > 0 ? [{ ...entry, fieldsV1: owned.toFieldsV1() }] : [];
  });
}

function findConflicts(
  entries: ManagedFieldsEntry[],
  owner: FieldOwner,
  changed: FieldSet,
): StatusCause[] {
  return entries
    .filter(entry => !isEntryOf(entry, owner, 'Apply'))
    .flatMap(entry => {
      const owned = FieldSet.fromFieldsV1(entry.fieldsV1);
      return changed
        .paths()
        .filter(path => owned.has(path))
        .map(path => ({
          reason: 'FieldManagerConflict',
          message: `conflict with "${entry.manager}"${
            entry.operation === 'Update' ? ` using ${entry.apiVersion}` : ''
          }`,
          field: describe(path),
        }));
    });
}

/**
 * The object after a server-side apply. A field that another manager owns and
 * that would change is a conflict unless forced; a field that this manager
 * applied before and no longer lists is removed when nobody else owns it.
 */
export function serverSideApply(options: {
  live: KubernetesObject | undefined;
  config: KubernetesObject;
  owner: FieldOwner;
  force: boolean;
  rules: ListRules;
}): KubernetesObject {
  const { live, config, owner, force, rules } = options;
  const { managedFields: _ignored, ...configMetadata } = config.metadata;
  const wanted: KubernetesObject = { ...config, metadata: configMetadata };
  const entries = live?.metadata.managedFields ?? [];
  const liveValues = new Map(
    leavesOf(live ?? {}, rules).map(leaf => [
      leaf.path.join('\u0000'),
      leaf.value,
    ]),
  );
  const wantedLeaves = leavesOf(wanted, rules);
  const wantedFields = FieldSet.from(wantedLeaves.map(leaf => leaf.path));
  const changed = FieldSet.from(
    wantedLeaves
      .filter(
        leaf => !same(liveValues.get(leaf.path.join('\u0000')), leaf.value),
      )
      .map(leaf => leaf.path),
  );
  const conflicts = findConflicts(entries, owner, changed);
  if (conflicts.length > 0 && !force) {
    throw applyConflict(conflicts);
  }

  const result = structuredClone(
    mergeFields(live ?? {}, wanted, rules),
  ) as KubernetesObject;
  const own = entries.find(entry => isEntryOf(entry, owner, 'Apply'));
  const others = entries
    .filter(entry => entry !== own)
    .map(entry => FieldSet.fromFieldsV1(entry.fieldsV1));
  if (own) {
    for (const path of FieldSet.fromFieldsV1(own.fieldsV1).paths()) {
      // A field that was empty and is filled now is no longer a leaf.
      if (
        !wantedFields.has(path) &&
        !wantedFields.hasBelow(path) &&
        !others.some(set => set.has(path))
      ) {
        removeField(result, path);
      }
    }
  }
  const fieldsV1 = wantedFields.toFieldsV1();
  // The time moves only when the fields do, so that applying the same again changes nothing.
  const entry =
    own && same(sortKeys(own.fieldsV1), sortKeys(fieldsV1))
      ? own
      : toEntry(owner, 'Apply', config.apiVersion, wantedFields);
  // Entries keep their places, for the same reason.
  const remaining = withoutFields(entries, changed, other => other === own);
  result.metadata.managedFields = own
    ? remaining.map(other => (other === own ? entry : other))
    : [...remaining, entry];
  return result;
}

function sortKeys(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, child]) => [key, sortKeys(child as JsonObject)]),
  );
}

/** The managed fields after a create, update or patch: whoever changed a field owns it. */
export function trackUpdate(options: {
  before: KubernetesObject | undefined;
  after: KubernetesObject;
  owner: FieldOwner;
  rules: ListRules;
}): ManagedFieldsEntry[] {
  const { before, after, owner, rules } = options;
  const entries = before?.metadata.managedFields ?? [];
  const beforeLeaves = new Map(
    leavesOf(before ?? {}, rules).map(leaf => [leaf.path.join('\u0000'), leaf]),
  );
  const afterLeaves = leavesOf(after, rules);
  const changed = FieldSet.from(
    afterLeaves
      .filter(
        leaf =>
          !same(beforeLeaves.get(leaf.path.join('\u0000'))?.value, leaf.value),
      )
      .map(leaf => leaf.path),
  );
  const present = new Set(afterLeaves.map(leaf => leaf.path.join('\u0000')));
  const removed = FieldSet.from(
    [...beforeLeaves]
      .filter(([key]) => !present.has(key))
      .map(([, leaf]) => leaf.path),
  );
  if (changed.size === 0 && removed.size === 0) {
    return entries;
  }
  const isOwn = (entry: ManagedFieldsEntry) =>
    isEntryOf(entry, owner, 'Update');
  const kept = withoutFields(
    withoutFields(entries, changed, isOwn),
    removed,
    () => false,
  );
  const own = kept.find(isOwn);
  const fields = own ? FieldSet.fromFieldsV1(own.fieldsV1) : new FieldSet();
  for (const path of changed.paths()) {
    fields.add(path);
  }
  if (fields.size === 0) {
    return kept.filter(entry => entry !== own);
  }
  const entry = toEntry(owner, 'Update', after.apiVersion, fields);
  return own
    ? kept.map(other => (other === own ? entry : other))
    : [...kept, entry];
}
