import { BUILTIN_RESOURCES, STORED_VERBS } from './builtinResources';
import { invalid, StatusCause } from './status';
import {
  isJsonObject,
  JsonObject,
  KubernetesObject,
  objectsAt,
  parseApiVersion,
  PrinterColumn,
  ResourceType,
  stringAt,
  toApiVersion,
  valueAt,
} from './types';

function texts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}

function toPrinterColumn(column: JsonObject): PrinterColumn {
  return {
    name: String(column.name),
    type: String(column.type),
    jsonPath: String(column.jsonPath),
    priority: typeof column.priority === 'number' ? column.priority : 0,
  };
}

/** The types that a CustomResourceDefinition serves, one for each version. */
export function readCustomResourceDefinition(
  definition: KubernetesObject,
): ResourceType[] {
  const group = stringAt(definition, 'spec', 'group') ?? '';
  const kind = stringAt(definition, 'spec', 'names', 'kind') ?? '';
  const names = valueAt(definition, 'spec', 'names');
  const versions = objectsAt(definition, 'spec', 'versions');
  const storage = versions.find(version => version.storage === true);
  return versions
    .filter(version => version.served === true)
    .map(version => {
      const schema = valueAt(version, 'schema', 'openAPIV3Schema');
      return {
        group,
        version: String(version.name),
        kind,
        listKind: stringAt(names, 'listKind') ?? `${kind}List`,
        plural: stringAt(names, 'plural') ?? '',
        singular: stringAt(names, 'singular') ?? kind.toLowerCase(),
        shortNames: texts(valueAt(names, 'shortNames')),
        categories: texts(valueAt(names, 'categories')),
        namespaced: stringAt(definition, 'spec', 'scope') === 'Namespaced',
        statusSubresource:
          valueAt(version, 'subresources', 'status') !== undefined,
        scaleSubresource: false,
        storageVersion: String(storage?.name ?? version.name),
        schema: isJsonObject(schema) ? schema : undefined,
        custom: true,
        verbs: STORED_VERBS,
        printerColumns: objectsAt(version, 'additionalPrinterColumns').map(
          toPrinterColumn,
        ),
      };
    });
}

/** Refuses a CustomResourceDefinition that cannot be served. */
export function checkCustomResourceDefinition(
  definition: KubernetesObject,
): void {
  const causes: StatusCause[] = [];
  const require = (value: unknown, field: string) => {
    if (value === undefined || value === '') {
      causes.push({
        reason: 'FieldValueRequired',
        message: 'Required value',
        field,
      });
    }
  };
  require(stringAt(definition, 'spec', 'group'), 'spec.group');
  require(stringAt(definition, 'spec', 'names', 'kind'), 'spec.names.kind');
  require(stringAt(definition, 'spec', 'names', 'plural'), 'spec.names.plural');
  const versions = objectsAt(definition, 'spec', 'versions');
  if (versions.filter(version => version.storage === true).length !== 1) {
    causes.push({
      reason: 'FieldValueInvalid',
      message:
        'Invalid value: must have exactly one version marked as storage version',
      field: 'spec.versions',
    });
  }
  versions.forEach((version, index) =>
    require(valueAt(
      version,
      'schema',
      'openAPIV3Schema',
    ), `spec.versions[${index}].schema.openAPIV3Schema`),
  );
  const expected = `${stringAt(
    definition,
    'spec',
    'names',
    'plural',
  )}.${stringAt(definition, 'spec', 'group')}`;
  if (causes.length === 0 && definition.metadata.name !== expected) {
    causes.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: "${definition.metadata.name}": must be spec.names.plural+"."+spec.group`,
      field: 'metadata.name',
    });
  }
  if (causes.length > 0) {
    throw invalid(
      { kind: 'CustomResourceDefinition', group: 'apiextensions.k8s.io' },
      definition.metadata.name ?? '',
      causes,
    );
  }
}

/** Every resource that a cluster serves now. */
export class ResourceTypes {
  readonly #custom = new Map<string, ResourceType[]>();
  #all: ResourceType[] = BUILTIN_RESOURCES;

  /** Serves (or serves anew) the resource of a definition. */
  define(definition: KubernetesObject): void {
    this.#custom.set(
      definition.metadata.name ?? '',
      readCustomResourceDefinition(definition),
    );
    this.#rebuild();
  }

  /** Ends serving the resource of a definition. */
  remove(definitionName: string): void {
    this.#custom.delete(definitionName);
    this.#rebuild();
  }

  #rebuild() {
    this.#all = [...BUILTIN_RESOURCES, ...[...this.#custom.values()].flat()];
  }

  all(): ResourceType[] {
    return this.#all;
  }

  byPlural(
    group: string,
    version: string,
    plural: string,
  ): ResourceType | undefined {
    return this.#all.find(
      type =>
        type.group === group &&
        type.version === version &&
        type.plural === plural,
    );
  }

  byKind(apiVersion: string, kind: string): ResourceType | undefined {
    const { group, version } = parseApiVersion(apiVersion);
    return this.#all.find(
      type =>
        type.group === group && type.version === version && type.kind === kind,
    );
  }

  /** The type of a stored resource in any version that is served. */
  anyVersion(group: string, plural: string): ResourceType | undefined {
    return this.#all.find(
      type => type.group === group && type.plural === plural,
    );
  }

  /** `apiVersion` of each served group and version, the core group first. */
  groupVersions(): string[] {
    return [
      ...new Set(this.#all.map(type => toApiVersion(type.group, type.version))),
    ];
  }
}
