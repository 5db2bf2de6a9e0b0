import { stringify } from 'yaml';

/** One or more documents as the text of a YAML file. */
export function yamlText(...documents: unknown[]): string {
  return documents
    .map(document =>
      stringify(document, { lineWidth: 0, aliasDuplicateObjects: false }),
    )
    .join('---\n');
}
