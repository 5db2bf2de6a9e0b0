import {
  CrossplaneKeys,
  formOfVersion,
  formatVersion,
  prefixedKeys,
  TroubleshootCheck,
  wantsTemplate,
} from '@openportal/plugin-crossplane-common';
import { Definition } from '../cluster/ClusterReader';
import { conditionOf, parseConditions } from '../sources/parseConditions';
import { checkOf } from './check';
import { ClusterFacts } from './TroubleshootFacts';

const MAX_NOTES = 20;

const RBAC_FIX =
  'Look whether the cluster can be reached, and whether the service account of the portal has platform/rbac/crossplane.yaml';

/** What has to be right about the XRD itself. */
export function checkDefinition(
  xrd: string,
  facts: ClusterFacts,
): TroubleshootCheck[] {
  const { cluster, definition } = facts;
  const exists = checkOf('xrd-exists', cluster);
  if (!definition.known) {
    return [
      exists.unknown(`It cannot be read: ${definition.reason}`, RBAC_FIX),
    ];
  }
  if (!definition.value) {
    return [
      exists.failed(
        `The cluster has no XRD '${xrd}'`,
        'Install it: merge it into the catalog repository that Flux applies, or look below why Flux does not; check the spelling, which is <plural>.<group>',
      ),
    ];
  }
  const found = definition.value;
  return [
    exists.ok(`The cluster has the XRD '${xrd}'`),
    checkValid(found, cluster),
    ...checkForm(found, cluster),
    checkEstablished(found, cluster),
    checkLabel(found, facts),
    checkNotExcluded(found, facts),
    checkVersion(found, cluster),
  ];
}

function checkValid({ parsed }: Definition, cluster: string) {
  const check = checkOf('xrd-valid', cluster);
  return parsed.problems
    ? check.failed(
        parsed.problems
          .map(({ path, reason }) => `${path} ${reason}`)
          .join('; '),
        'Correct these fields of the XRD in its repository and release it again',
      )
    : check.ok('A form can be made of it');
}

/** What the form cannot show or check; the order is possible all the same. */
function checkForm({ parsed: { xrd } }: Definition, cluster: string) {
  if (!xrd) {
    return [];
  }
  const notes = xrd.versions.flatMap(version =>
    formOfVersion(xrd, version, { title: xrd.orderable.kind }).notes.map(note =>
      xrd.versions.length > 1 ? `${version.name}: ${note}` : note,
    ),
  );
  const shown = [...new Set(notes)];
  const more = shown.length - MAX_NOTES;
  return [
    checkOf('form', cluster).ok(
      shown.length === 0
        ? 'The form shows and checks everything'
        : [
            ...shown.slice(0, MAX_NOTES),
            ...(more > 0 ? [`and ${more} more; see openportal xrd lint`] : []),
          ].join('; '),
    ),
  ];
}

function checkEstablished({ object }: Definition, cluster: string) {
  const check = checkOf('xrd-established', cluster);
  const conditions = parseConditions(object.status);
  const failing = ['Established', 'Offered']
    .map(type => conditionOf(conditions, type))
    .find(condition => condition?.status === 'False');
  if (failing) {
    return check.failed(
      `${failing.type} is False: ${
        failing.message ?? failing.reason ?? 'no message'
      }`,
      `Crossplane does not accept the XRD: kubectl describe xrd ${object.metadata.name}`,
    );
  }
  return conditionOf(conditions, 'Established')?.status === 'True'
    ? check.ok('Crossplane offers the kind')
    : check.unknown(
        'Crossplane has not said yet whether it accepts the XRD',
        'Look whether Crossplane runs in this cluster; right after an installation, wait a moment',
      );
}

function checkLabel(
  { object }: Definition,
  { cluster, ingestors }: ClusterFacts,
) {
  const check = checkOf('generate-form-label', cluster);
  const { labels = {}, annotations = {} } = object.metadata;
  const wanting = ingestors.find(({ annotationPrefix, ingestAll }) =>
    wantsTemplate(
      {
        labels,
        // Whether it asks to stay out is a check of its own.
        annotations: without(
          annotations,
          prefixedKeys(annotationPrefix).excludeFromCatalog,
        ),
      },
      { annotationPrefix, ingestAll },
    ),
  );
  if (wanting) {
    return check.ok('The XRD asks for a template');
  }
  const { generateForm, addToCatalog } = prefixedKeys(
    ingestors[0]?.annotationPrefix,
  );
  const value = labels[generateForm];
  if (value === undefined && annotations[addToCatalog] === 'false') {
    return check.failed(
      `The annotation '${addToCatalog}' is 'false'`,
      `Remove the annotation from the XRD in its repository, or set the label: ${generateForm}: "true"`,
    );
  }
  return check.failed(
    value === undefined
      ? `The label '${generateForm}' is missing`
      : `The label '${generateForm}' is '${value}'`,
    `Set the label on the XRD in its repository, as text: ${generateForm}: "true"`,
  );
}

function without(record: Record<string, string>, key: string) {
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => name !== key),
  );
}

function checkNotExcluded(
  { object }: Definition,
  { cluster, ingestors }: ClusterFacts,
) {
  const check = checkOf('not-excluded', cluster);
  const { annotations = {} } = object.metadata;
  const key = ingestors
    .map(
      ({ annotationPrefix }) =>
        prefixedKeys(annotationPrefix).excludeFromCatalog,
    )
    .find(name => annotations[name] === 'true');
  return key
    ? check.failed(
        `The annotation '${key}' is 'true'`,
        'Remove the annotation from the XRD in its repository',
      )
    : check.ok('The XRD does not ask to stay out of the catalog');
}

function checkVersion({ object }: Definition, cluster: string) {
  const check = checkOf('version-label', cluster);
  const label = object.metadata.labels?.[CrossplaneKeys.version];
  const version = formatVersion(label);
  if (version) {
    return check.ok(`It is version ${version}`);
  }
  return check.failed(
    label
      ? `The label '${CrossplaneKeys.version}' is '${label}', which is no version`
      : `The label '${CrossplaneKeys.version}' is missing: the template shows no version`,
    'The release workflow of the template writes it: look whether the release of the last tag is finished, and whether its pull request in the catalog repository is merged',
  );
}
