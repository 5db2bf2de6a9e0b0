import { JsonObject } from '@backstage/types';
import { FormConverter } from './FormConverter';

/**
 * A form made from a schema, with notes on what the form cannot check.
 *
 * @public
 */
export interface GeneratedForm {
  /** JSON schema with `ui:` keys, as the scaffolder takes it. */
  schema: JsonObject;
  notes: string[];
}

/**
 * Makes a form from the OpenAPI schema of a Kubernetes resource or of a part of it.
 *
 * @remarks
 * Everything that a form cannot show becomes a YAML field, never a lost field. What the browser
 * cannot check is noted here and checked by the server.
 *
 * @public
 */
export function schemaToForm(
  schema: JsonObject | undefined,
  options: { title: string },
): GeneratedForm {
  const converter = new FormConverter();
  const form = converter.convert(schema, options.title, '', 0);
  return { schema: form, notes: converter.notes };
}
