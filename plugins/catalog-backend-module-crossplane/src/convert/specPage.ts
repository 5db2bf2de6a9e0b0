import { JsonObject } from '@backstage/types';
import {
  CompositeResourceDefinition,
  formOfVersion,
  XrdProblem,
  XrdVersion,
} from '@openportal/plugin-crossplane-common';
import { separateVersionForms } from './separateVersionForms';

const MAX_NOTES = 20;
const MAX_NOTE_LENGTH = 300;

/** The page with the fields of the XRD, or one branch for each of its versions. */
export function specPage(
  xrd: CompositeResourceDefinition,
  title: string,
): { page: JsonObject; problems: XrdProblem[]; notes: string[] } {
  const problems: XrdProblem[] = [];
  const found: string[] = [];
  const forms = xrd.versions.map(version => {
    const { schema, notes, asText } = formOfVersion(xrd, version, { title });
    if (asText) {
      problems.push({
        path: `spec.versions[name=${version.name}].schema`,
        reason: notes.join('; '),
      });
    } else {
      found.push(
        ...notes.map(note =>
          xrd.versions.length > 1 ? `${version.name}: ${note}` : note,
        ),
      );
    }
    return schema;
  });
  const notes = boundedNotes(found);
  const page = { title: `${title} settings` };
  if (xrd.versions.length === 1) {
    return {
      page: { ...page, ...specBranch(xrd.current, forms[0]) },
      problems,
      notes,
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
    notes,
  };
}

/** Enough to know what to look for; `openportal xrd lint` names them all. */
function boundedNotes(notes: string[]): string[] {
  const unique = [...new Set(notes)].map(note =>
    note.length > MAX_NOTE_LENGTH
      ? `${note.slice(0, MAX_NOTE_LENGTH - 1)}…`
      : note,
  );
  return unique.length > MAX_NOTES
    ? [
        ...unique.slice(0, MAX_NOTES - 1),
        `and ${unique.length - MAX_NOTES + 1} more`,
      ]
    : unique;
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
