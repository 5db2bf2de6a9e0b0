import { JsonValue } from '@backstage/types';

/** What the values in one place of a manifest look like together: the items of a list share one place. */
export interface ValueShape {
  /** How many values there are. */
  count: number;
  /** Characters of all texts among them. */
  characters: number;
  /** JSON types of the values; whole numbers are `integer`. */
  types: Set<string>;
  /** Fields that any of the objects has. */
  fields: Map<string, ValueShape>;
  /** What the items of the lists look like together. */
  items?: ValueShape;
}

/** The shape of values, without recursion. */
export function shapeOf(values: Iterable<JsonValue | undefined>): ValueShape {
  const root = emptyShape();
  const pending: Array<[ValueShape, JsonValue | undefined]> = [];
  for (const value of values) {
    pending.push([root, value]);
  }
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [shape, value] = next;
    shape.count += 1;
    shape.characters += typeof value === 'string' ? value.length : 0;
    shape.types.add(typeOf(value));
    if (Array.isArray(value)) {
      shape.items ??= emptyShape();
      for (const item of value) {
        pending.push([shape.items, item]);
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, child] of Object.entries(value)) {
        const field = shape.fields.get(name) ?? emptyShape();
        shape.fields.set(name, field);
        pending.push([field, child]);
      }
    }
  }
  return root;
}

/** The shape of the values of several shapes together, without recursion. */
export function joinShapes(shapes: Iterable<ValueShape>): ValueShape {
  const root = emptyShape();
  const pending: Array<[ValueShape, ValueShape]> = [];
  for (const shape of shapes) {
    pending.push([root, shape]);
  }
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [target, source] = next;
    target.count += source.count;
    target.characters += source.characters;
    source.types.forEach(type => target.types.add(type));
    if (source.items) {
      target.items ??= emptyShape();
      pending.push([target.items, source.items]);
    }
    for (const [name, child] of source.fields) {
      const field = target.fields.get(name) ?? emptyShape();
      target.fields.set(name, field);
      pending.push([field, child]);
    }
  }
  return root;
}

function emptyShape(): ValueShape {
  return { count: 0, characters: 0, types: new Set(), fields: new Map() };
}

function typeOf(value: JsonValue | undefined): string {
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'array';
  }
  return Number.isInteger(value) ? 'integer' : typeof value;
}
