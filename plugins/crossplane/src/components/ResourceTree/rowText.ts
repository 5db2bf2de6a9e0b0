import { TranslationFunction } from '@backstage/frontend-plugin-api';
import { TreeNode } from '../../model/resourceTree';
import { crossplaneTranslationRef } from '../../translation';

/** What a row says in one line, for screen readers and for typing ahead. */
export function rowText(
  node: TreeNode,
  t: TranslationFunction<(typeof crossplaneTranslationRef)['T']>,
): string {
  switch (node.type) {
    case 'resource': {
      const { kind, name, state } = node.resource;
      return `${kind} ${name} ${t(`state.${state}`)}`;
    }
    case 'condition': {
      const { type, status, reason } = node.condition;
      return [`${type}: ${status}`, reason].filter(Boolean).join(' ');
    }
    case 'flux':
      return t('tree.revision', { revision: node.flux.revision ?? '–' });
    case 'note':
      return node.note;
    default:
      return t('tree.omitted', { number: String(node.count) });
  }
}
