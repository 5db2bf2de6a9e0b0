import { ownValue } from '../json';
import { FormField, FormNode } from './formNode';
import { ParameterOverride } from './parameterOverrides';

/**
 * The fields of an object as the form shows them: those with an order first, then required ones, then
 * the others as the schema names them, and advanced ones last. Clusters sort the fields of a schema by
 * name, so an author cannot say it by their sequence.
 *
 * `x-ui-order` is a list of names on the object, or a number on a field.
 */
export function inDisplayOrder(
  node: Extract<FormNode, { kind: 'object' }>,
  overrideOf: (field: FormField) => ParameterOverride | undefined,
): FormField[] {
  const listed = ownValue(node.source, 'x-ui-order');
  const names = Array.isArray(listed) ? listed : [];
  const rank = (field: FormField): [number, number, number] => {
    const override = overrideOf(field);
    const place = names.indexOf(field.name);
    const own = ownValue(field.node.source, 'x-ui-order');
    const number =
      override?.order ?? (typeof own === 'number' ? own : undefined);
    return [
      isAdvanced(field.node, override) ? 1 : 0,
      number ?? (place === -1 ? Infinity : place),
      field.node.required ? 0 : 1,
    ];
  };
  return node.fields
    .map((field, index) => ({ field, index, rank: rank(field) }))
    .sort(
      (a, b) =>
        a.rank[0] - b.rank[0] ||
        compare(a.rank[1], b.rank[1]) ||
        a.rank[2] - b.rank[2] ||
        a.index - b.index,
    )
    .map(({ field }) => field);
}

/** Infinity minus infinity is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

export function isAdvanced(
  node: FormNode,
  override: ParameterOverride | undefined,
): boolean {
  return override?.advanced ?? ownValue(node.source, 'x-ui-advanced') === true;
}
