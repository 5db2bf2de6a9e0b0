import { prefixedKeys } from '@openportal/plugin-crossplane-common';
import { ConvertOptions } from './types';

interface Marked {
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/**
 * Whether a composite resource wants an entity: those of a template unless they opt out, others when they
 * opt in.
 */
export function wantsResource(
  marked: Marked,
  hasTemplate: boolean,
  options: Pick<ConvertOptions, 'annotationPrefix'>,
): boolean {
  const keys = prefixedKeys(options.annotationPrefix);
  const added = marked.annotations[keys.addToCatalog];
  return (
    !isExcluded(marked, options) &&
    (hasTemplate ? added !== 'false' : added === 'true')
  );
}

/** Whether an object asks to stay out of the catalog. */
function isExcluded(
  marked: Marked,
  options: Pick<ConvertOptions, 'annotationPrefix'>,
): boolean {
  const keys = prefixedKeys(options.annotationPrefix);
  return marked.annotations[keys.excludeFromCatalog] === 'true';
}
