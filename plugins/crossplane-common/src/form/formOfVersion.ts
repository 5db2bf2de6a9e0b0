import { specSchema } from '../order/renderOrder';
import { CompositeResourceDefinition, XrdVersion } from '../xrd/types';
import { GeneratedForm, schemaToForm } from './schemaToForm';

/** Search of the catalog indexes every value of an entity, so the forms of a template have to stay within bounds. */
const MAX_FORMS_LENGTH = 1024 * 1024;

/**
 * The form of one version of an XRD, and how its values are written.
 *
 * @public
 */
export interface FormOfVersion extends GeneratedForm {
  /** True when the form is too large for its fields to be shown: the value of the form is the spec as YAML text. */
  asText: boolean;
}

/**
 * Makes the form of the `spec` of one version of an XRD, within the size that a template may have.
 *
 * @remarks
 * Whoever makes a form and whoever fills one call this, so that both agree on whether it has fields or is one text.
 * That does not depend on the title.
 *
 * @param xrd - the XRD; all of its versions share the space in the template, and its annotations change fields
 * @param version - one of its versions
 * @param options - `title`: the title of the whole form
 *
 * @public
 */
export function formOfVersion(
  xrd: CompositeResourceDefinition,
  version: XrdVersion,
  options: { title: string },
): FormOfVersion {
  const schema = specSchema(version);
  const { annotations } = xrd;
  const make = (title: string) => schemaToForm(schema, { title, annotations });
  const form = make(options.title);
  const limit = Math.floor(MAX_FORMS_LENGTH / xrd.versions.length);
  // Most forms are far from the limit, however long their titles are.
  const isFar = lengthOf(form) + options.title.length * 10 <= limit / 2;
  const length = isFar ? 0 : lengthOf(make(xrd.orderable.kind));
  if (length <= limit) {
    return { ...form, asText: false };
  }
  return {
    // The same as for an XRD without a schema; an order is checked against the schema all the same.
    schema: schemaToForm(undefined, options).schema,
    notes: [
      `makes a form of ${length} characters, more than ${limit}: it is edited as YAML`,
    ],
    asText: true,
  };
}

function lengthOf({ schema }: GeneratedForm): number {
  return JSON.stringify(schema).length;
}
