import { JsonObject } from '@backstage/types';
import { errorAt, Finding, warningAt } from './Finding';
import { isObject, quote, toObject } from './json';

const LOWER_CASE_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const MAX_NAME_LENGTH = 253;

/** Checks what the API server and Crossplane ask of the definition around the schemas. */
export function lintDefinition(object: JsonObject): Finding[] {
  const spec = toObject(object.spec);
  const metadata = toObject(object.metadata);
  return [
    ...lintNames(spec),
    ...lintVersions(spec.versions),
    ...lintScope(object.apiVersion, spec),
    ...(typeof spec.group === 'string' && !spec.group.includes('.')
      ? [
          errorAt(
            'spec.group',
            `is '${spec.group}': a group needs at least one dot`,
          ),
        ]
      : []),
    ...(typeof metadata.name === 'string' &&
    metadata.name.length > MAX_NAME_LENGTH
      ? [
          errorAt(
            'metadata.name',
            `has ${metadata.name.length} characters: at most ${MAX_NAME_LENGTH} are possible`,
          ),
        ]
      : []),
    ...(metadata.namespace === undefined
      ? []
      : [
          warningAt(
            'metadata.namespace',
            'is ignored: definitions live in no namespace',
          ),
        ]),
  ];
}

function lintNames(spec: JsonObject): Finding[] {
  const names = toObject(spec.names);
  const claims = spec.claimNames === undefined ? {} : toObject(spec.claimNames);
  const own = (['singular', 'listKind'] as const).flatMap(key =>
    ['names', 'claimNames'].flatMap(parent => {
      const value = toObject(spec[parent])[key];
      const isRight =
        value === undefined ||
        (typeof value === 'string' &&
          (key === 'singular'
            ? LOWER_CASE_NAME.test(value)
            : /^[A-Z][A-Za-z0-9]*$/.test(value)));
      return isRight
        ? []
        : [
            errorAt(
              `spec.${parent}.${key}`,
              `is ${quote(value)}: it must be ${
                key === 'singular' ? 'in lower case' : 'a kind'
              }`,
            ),
          ];
    }),
  );
  const shared = (['kind', 'plural'] as const).flatMap(key =>
    typeof names[key] === 'string' && names[key] === claims[key]
      ? [
          errorAt(
            `spec.claimNames.${key}`,
            `is '${names[key]}' as in spec.names: the claim needs a name of its own`,
          ),
        ]
      : [],
  );
  const { kind, plural } = names;
  const upperCase =
    typeof kind === 'string' &&
    typeof plural === 'string' &&
    plural === kind.toLowerCase()
      ? [
          warningAt(
            'spec.names.plural',
            `is '${plural}', the same as the singular: lists and single resources look alike`,
          ),
        ]
      : [];
  return [...own, ...shared, ...upperCase];
}

function lintVersions(versions: unknown): Finding[] {
  const list = Array.isArray(versions) ? versions : [];
  return list.filter(isObject).flatMap((version, index) => {
    const path = `spec.versions[${index}]`;
    const flags = ['served', 'referenceable'].flatMap(key =>
      typeof version[key] === 'boolean'
        ? []
        : [
            errorAt(
              `${path}.${key}`,
              version[key] === undefined
                ? 'is missing: it must be true or false'
                : `is ${quote(version[key])}: it must be true or false`,
            ),
          ],
    );
    const { deprecated, deprecationWarning } = version;
    const schema = toObject(version.schema).openAPIV3Schema;
    return [
      ...flags,
      ...(deprecationWarning !== undefined && deprecated !== true
        ? [
            errorAt(
              `${path}.deprecationWarning`,
              'goes with deprecated: true only',
            ),
          ]
        : []),
      ...(version.served === true && !isObject(schema)
        ? [
            warningAt(
              `${path}.schema.openAPIV3Schema`,
              'is missing: the form is one field for YAML, and anything is accepted',
            ),
          ]
        : []),
    ];
  });
}

function lintScope(apiVersion: unknown, spec: JsonObject): Finding[] {
  const scope =
    spec.scope ??
    (String(apiVersion).endsWith('/v2') ? 'Namespaced' : 'LegacyCluster');
  return scope !== 'LegacyCluster' && spec.connectionSecretKeys !== undefined
    ? [
        errorAt(
          'spec.connectionSecretKeys',
          `does not go with scope ${scope}: only LegacyCluster has connection secrets`,
        ),
      ]
    : [];
}
