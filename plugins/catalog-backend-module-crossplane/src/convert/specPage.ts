import { JsonObject } from '@backstage/types';
import {
  CompositeResourceDefinition,
  schemaToForm,
  specSchema,
  XrdProblem,
  XrdVersion,
} from '@openportal/plugin-crossplane-common';
import { separateVersionForms } from './separateVersionForms';

/** Search of the catalog indexes every value of an entity, so forms have to stay within bounds. */
const MAX_FORM_LENGTH = 1024 * 1024;

/** The page with the fields of the XRD, or one branch for each of its versions. */
export function specPage(
  xrd: CompositeResourceDefinition,
  title: string,
): { page: JsonObject; problems: XrdProblem[] } {
  const limit = MAX_FORM_LENGTH / xrd.versions.length;
  const problems: XrdProblem[] = [];
  const forms = xrd.versions.map(version => {
    const { annotations } = xrd;
    const form = schemaToForm(specSchema(version), {
      title,
      annotations,
    }).schema;
    const length = JSON.stringify(form).length;
    if (length <= limit) {
      return form;
    }
    problems.push({
      path: `spec.versions[name=${version.name}].schema`,
      reason: `makes a form of ${length} characters, more than ${limit}: it is edited as YAML`,
    });
    // The same as for an XRD without a schema; the order is checked against the schema all the same.
    return schemaToForm(undefined, { title }).schema;
  });
  const page = { title: `${title} settings` };
  if (xrd.versions.length === 1) {
    return {
      page: { ...page, ...specBranch(xrd.current, forms[0]) },
      problems,
    };
  }
  const separate = separateVersionForms(forms);
  return {
    page: {
      ...page,
      // Without `properties` beside it: the version is a field of another page.
      dependencies: {
        version: {
          oneOf: xrd.versions.map((version, index) => {
            const branch = specBranch(version, separate[index]);
            return {
              ...branch,
              properties: {
                version: { enum: [version.name] },
                ...branch.properties,
              },
            };
          }),
        },
      },
    },
    problems,
  };
}

function specBranch(
  version: XrdVersion,
  form: JsonObject,
): { properties: JsonObject; required?: string[] } {
  const required = version.schema?.required;
  const isRequired =
    form.type === 'object' ||
    (Array.isArray(required) && required.includes('spec'));
  return {
    ...(isRequired ? { required: ['spec'] } : {}),
    // A key of its own: the fields of an XRD may have any name without clashing with ours.
    properties: { spec: form },
  };
}
