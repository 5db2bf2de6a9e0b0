import { JsonObject } from '@backstage/types';
import { ownValue } from '../json';
import { FormNode } from './formNode';
import { countKeyword } from './schemaKeywords';

/**
 * Decides how a planned node is left out, and whether `null` is a value of its own.
 *
 * @remarks
 * Kubernetes removes the `null` of a field that is not nullable. For a nullable one, `null` differs
 * from nothing where nothing would become the default, where the field is required, and in lists and
 * maps.
 */
export function presenceOf(
  node: FormNode,
  { showsDefault, counted }: { showsDefault: boolean; counted: boolean },
): FormNode {
  const hasDefault = node.byDefault !== undefined && node.byDefault !== null;
  const keepsNull =
    ownValue(node.source, 'nullable') === true &&
    (hasDefault ||
      node.inCollection ||
      (node.required && node.byDefault === undefined));
  const isComposite =
    node.kind === 'object' || node.kind === 'map' || node.kind === 'list';
  if (keepsNull && hasDefault && node.kind !== 'yaml') {
    return isComposite
      ? {
          ...baseOf(node),
          keepsNull,
          kind: 'yaml',
          reason: 'null and its default differ',
        }
      : { ...node, keepsNull, presence: 'orNull' };
  }
  if (!isComposite) {
    return { ...node, keepsNull };
  }
  const canBeAbsent = !node.required && !node.inCollection;
  const differs =
    node.byDefault !== undefined || hasDefault
      ? !showsDefault
      : canBeAbsent && (counted || isNotEmptyByItself(node));
  return {
    ...node,
    keepsNull,
    presence:
      (differs && !node.inCollection) || keepsNull ? 'optional' : 'plain',
  };
}

function baseOf(node: FormNode) {
  const { source, path, required, inCollection, byDefault, presence } = node;
  return { source, path, required, inCollection, byDefault, presence };
}

/** True when an empty value is not valid, or becomes more than an absent one in the cluster. */
function isNotEmptyByItself(node: FormNode): boolean {
  switch (node.kind) {
    case 'object':
      return (
        countKeyword(node.source, 'minProperties') > 0 ||
        node.fields.some(
          ({ node: field }) =>
            (field.required && field.byDefault === undefined) ||
            hasDefaults(field.source, field),
        )
      );
    case 'list':
      return countKeyword(node.source, 'minItems') > 0;
    // A map of no entries is no map, see `limitsOf`.
    default:
      return false;
  }
}

/** True when a field fills itself as soon as its parent exists. */
function hasDefaults(source: JsonObject, node: FormNode): boolean {
  if (ownValue(source, 'default') !== undefined) {
    return true;
  }
  return (
    node.kind === 'object' &&
    node.required &&
    node.fields.some(({ node: field }) => hasDefaults(field.source, field))
  );
}
