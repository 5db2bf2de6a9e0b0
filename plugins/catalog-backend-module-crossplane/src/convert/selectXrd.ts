import { prefixedKeys } from '@openportal/plugin-crossplane-common';
import { ConvertOptions } from './types';

interface Marked {
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** Whether an XRD wants to be a template. Values are read: `generate-form: "false"` is a no. */
export function wantsTemplate(
  marked: Marked,
  options: Pick<ConvertOptions, 'annotationPrefix' | 'ingestAll'>,
): boolean {
  const keys = prefixedKeys(options.annotationPrefix);
  const generate = marked.labels[keys.generateForm];
  if (isExcluded(marked, options) || generate === 'false') {
    return false;
  }
  return (
    generate === 'true' ||
    marked.annotations[keys.addToCatalog] === 'true' ||
    options.ingestAll
  );
}

/** Whether an object asks to stay out of the catalog. */
export function isExcluded(
  marked: Marked,
  options: Pick<ConvertOptions, 'annotationPrefix'>,
): boolean {
  const keys = prefixedKeys(options.annotationPrefix);
  return marked.annotations[keys.excludeFromCatalog] === 'true';
}
