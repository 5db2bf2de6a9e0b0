import { JsonObject, JsonValue } from '@backstage/types';

/** One line of a map. */
export interface Entry {
  /** Stays when the key changes, so that the fields of the entry stay too. */
  id: number;
  key: string;
  /** The value while the key cannot be written; otherwise it is in the data of the form. */
  held?: { value: JsonValue | undefined };
}

export interface Entries {
  list: Entry[];
  nextId: number;
}

/** What the form library gives and takes: a value may be missing for now. */
export type MapData = Record<string, JsonValue | undefined>;

export const NO_ENTRIES: Entries = { list: [], nextId: 0 };

/** Why a key cannot be written. */
export type KeyProblem = 'missing' | 'duplicate' | 'invalid';

export function findKeyProblem(
  key: string,
  others: string[],
): KeyProblem | undefined {
  if (key === '') {
    return 'missing';
  }
  // Nobody means spaces around a key, and no program keeps apart what `__proto__` means.
  if (key !== key.trim() || key === '__proto__' || /\p{C}/u.test(key)) {
    return 'invalid';
  }
  return others.includes(key) ? 'duplicate' : undefined;
}

/** The keys that stand in the way of the key of an entry. */
export function keysBeside(entries: Entries, id: number): string[] {
  return entries.list
    .filter(entry => entry.id !== id && !entry.held)
    .map(({ key }) => key);
}

/** Takes over what changed in the data without the entries: a form that was filled or emptied. */
export function syncEntries(entries: Entries, data: MapData): Entries {
  const kept = entries.list.filter(
    entry => entry.held || Object.hasOwn(data, entry.key),
  );
  const known = new Set(
    kept.filter(entry => !entry.held).map(({ key }) => key),
  );
  const others = Object.keys(data).filter(key => !known.has(key));
  if (kept.length === entries.list.length && !others.length) {
    return entries;
  }
  return {
    list: [
      ...kept,
      ...others.map((key, index) => ({ id: entries.nextId + index, key })),
    ],
    nextId: entries.nextId + others.length,
  };
}

export function addEntry(
  entries: Entries,
  value: JsonValue | undefined,
): Entries {
  return {
    list: [...entries.list, { id: entries.nextId, key: '', held: { value } }],
    nextId: entries.nextId + 1,
  };
}

/** The entries and the data after a key was changed. */
export function renameEntry(
  entries: Entries,
  data: MapData,
  id: number,
  key: string,
): { entries: Entries; data: MapData } {
  const list = entries.list.map(entry =>
    entry.id === id
      ? { id, key, held: { value: valueOf(entry, data) } }
      : entry,
  );
  return settle({ ...entries, list }, data);
}

/** The entries and the data after a value was changed. */
export function changeEntry(
  entries: Entries,
  data: MapData,
  id: number,
  value: JsonValue | undefined,
): { entries: Entries; data: MapData } {
  const list = entries.list.map(entry =>
    entry.id === id ? { ...entry, held: { value } } : entry,
  );
  return settle({ ...entries, list }, data);
}

/** The entries and the data without an entry. */
export function removeEntry(
  entries: Entries,
  data: MapData,
  id: number,
): { entries: Entries; data: MapData } {
  const list = entries.list.filter(entry => entry.id !== id);
  return settle({ ...entries, list }, data);
}

export function valueOf(entry: Entry, data: MapData): JsonValue | undefined {
  return entry.held ? entry.held.value : data[entry.key];
}

/** Writes every entry that can be written: an earlier one may have made room for it. */
function settle(
  entries: Entries,
  data: MapData,
): { entries: Entries; data: MapData } {
  const taken = entries.list.filter(entry => !entry.held).map(({ key }) => key);
  const values = new Map<string, JsonValue | undefined>();
  const list = entries.list.map((entry): Entry => {
    if (entry.held) {
      if (findKeyProblem(entry.key, taken)) {
        return entry;
      }
      taken.push(entry.key);
    }
    values.set(entry.key, valueOf(entry, data));
    return { id: entry.id, key: entry.key };
  });
  return { entries: { ...entries, list }, data: Object.fromEntries(values) };
}

/** The data of a form as the data of a map; anything else has no entries. */
export function toMapData(value: unknown): MapData {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {};
}
