import {
  CompositeResourceDefinition,
  formOfVersion,
} from '@openportal/plugin-crossplane-common';
import { Finding, warningAt } from './Finding';

const MAX_NOTES = 50;

/** Says what a form cannot show or check. */
export function lintForm(xrd: CompositeResourceDefinition): Finding[] {
  return xrd.versions.flatMap(version => {
    const { notes } = formOfVersion(xrd, version, {
      title: xrd.orderable.kind,
    });
    const path = `spec.versions[name=${version.name}]`;
    const shown = notes
      .slice(0, MAX_NOTES)
      .map(note => warningAt(path, `form: ${note}`));
    return notes.length > MAX_NOTES
      ? [
          ...shown,
          warningAt(path, `form: and ${notes.length - MAX_NOTES} more notes`),
        ]
      : shown;
  });
}
