import { JsonObject } from '@backstage/types';
import {
  CompositeResourceDefinition,
  formOfVersion,
  XrdProblem,
  XrdVersion,
} from '@openportal/plugin-crossplane-common';
import { separateVersionForms } from './separateVersionForms';

/** The page with the fields of the XRD, or one branch for each of its versions. */
export function specPage(
  xrd: CompositeResourceDefinition,
  title: string,
): { page: JsonObject; problems: XrdProblem[] } {
  const problems: XrdProblem[] = [];
  const forms = xrd.versions.map(version => {
    const { schema, notes, asText } = formOfVersion(xrd, version, { title });
    if (asText) {
      problems.push({
        path: `spec.versions[name=${version.name}].schema`,
        reason: notes.join('; '),
      });
    }
    return schema;
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
