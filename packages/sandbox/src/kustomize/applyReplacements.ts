import { isJsonObject, KubernetesObject } from '../kubernetes/types';
import { isTargeted } from './applyPatches';
import { Replacement } from './kustomization';
import { KustomizeError } from './KustomizeError';

/** Splits at dots; `\\.` is a dot in a key, and `[key=value]` picks from a list. */
function parsePath(path: string): string[] {
  return (path.match(/\[[^\]]*\]|(?:\\.|[^.[\]\\])+/g) ?? []).map(part =>
    part.replace(/\\(.)/g, '$1'),
  );
}

function selectKeys(
  container: unknown,
  segment: string,
): Array<string | number> {
  if (Array.isArray(container)) {
    const pick = /^\[([^=]+)=(.*)\]$/.exec(segment);
    if (segment === '*') {
      return [...container.keys()];
    }
    if (pick) {
      return [...container.keys()].filter(index => {
        const item: unknown = container[index];
        return isJsonObject(item) && String(item[pick[1]]) === pick[2];
      });
    }
    return Number(segment) < container.length ? [Number(segment)] : [];
  }
  return isJsonObject(container) && segment in container ? [segment] : [];
}

/** Calls back with the container and key of every place that a path names. */
function visit(
  root: unknown,
  segments: string[],
  create: boolean,
  onPlace: (
    container: Record<string | number, unknown>,
    key: string | number,
  ) => void,
): number {
  const [segment, ...rest] = segments;
  const keys = selectKeys(root, segment);
  if (keys.length === 0 && create && isJsonObject(root)) {
    root[segment] = rest.length > 0 ? {} : undefined;
    keys.push(segment);
  }
  const container = root as Record<string | number, unknown>;
  return keys.reduce<number>((count, key) => {
    if (rest.length > 0) {
      return count + visit(container[key], rest, create, onPlace);
    }
    onPlace(container, key);
    return count + 1;
  }, 0);
}

function readSource(object: KubernetesObject, fieldPath: string): unknown {
  const values: unknown[] = [];
  visit(object, parsePath(fieldPath), false, (container, key) => {
    values.push(container[key]);
  });
  if (values.length === 0) {
    throw new KustomizeError(
      `replacements: fieldPath '${fieldPath}' is missing for replacement source ${object.kind}/${object.metadata.name}`,
    );
  }
  return values[0];
}

/** Copies values from one object to others, as `replacements` says. */
export function applyReplacements(
  objects: KubernetesObject[],
  replacements: Replacement[],
): void {
  for (const { source, targets } of replacements) {
    const { fieldPath = 'metadata.name', ...selector } = source;
    const sources = objects.filter(object => isTargeted(selector, object));
    if (sources.length !== 1) {
      throw new KustomizeError(
        `replacements: ${
          sources.length === 0 ? 'nothing' : 'more than one object'
        } selected by source ${source.kind ?? ''}/${source.name ?? ''}`,
      );
    }
    const value = readSource(sources[0], fieldPath);
    for (const { select, fieldPaths = ['metadata.name'], options } of targets) {
      for (const object of objects.filter(it => isTargeted(select, it))) {
        for (const path of fieldPaths) {
          const places = visit(
            object,
            parsePath(path),
            options?.create ?? false,
            (container, key) => {
              container[key] = structuredClone(value);
            },
          );
          if (places === 0) {
            throw new KustomizeError(
              `replacements: unable to find field '${path}' in replacement target ${object.kind}/${object.metadata.name}`,
            );
          }
        }
      }
    }
  }
}
