import { prefixedKeys } from '../annotations';

/**
 * Whether an XRD wants to be a template. Values are read: `generate-form: "false"` is a no, and so is
 * `add-to-catalog: "false"` where nothing else asks for one.
 *
 * @param marked - labels and annotations of the XRD
 * @param options - `annotationPrefix`: prefix of the keys; `ingestAll`: whether XRDs that say nothing are wanted too
 *
 * @public
 */
export function wantsTemplate(
  marked: {
    labels: Record<string, string>;
    annotations: Record<string, string>;
  },
  options: { annotationPrefix: string; ingestAll: boolean },
): boolean {
  const keys = prefixedKeys(options.annotationPrefix);
  const generate = marked.labels[keys.generateForm];
  const added = marked.annotations[keys.addToCatalog];
  const isExcluded = marked.annotations[keys.excludeFromCatalog] === 'true';
  if (isExcluded || generate === 'false') {
    return false;
  }
  return (
    generate === 'true' ||
    added === 'true' ||
    (options.ingestAll && added !== 'false')
  );
}
