import { BUILTIN_RESOURCES, STORED_VERBS } from './builtinResources';
import { invalid, StatusCause } from './status';
import {
  isJsonObject,
  JsonObject,
  KubernetesObject,
  objectsAt,
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

function pluralKey(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`;
}

/** Every resource that a cluster serves now. */
export class ResourceTypes {
  readonly #custom = new Map<string, ResourceType[]>();
  readonly #byPlural = new Map<string, ResourceType>();
  readonly #byKind = new Map<string, ResourceType>();
  readonly #anyVersion = new Map<string, ResourceType>();
  #all: ResourceType[] | undefined;

  constructor() {
    this.#index(BUILTIN_RESOURCES);
  }

  /** Serves (or serves anew) the resource of a definition. */
  define(definition: KubernetesObject): void {
    const name = definition.metadata.name ?? '';
    this.remove(name);
    const types = readCustomResourceDefinition(definition);
    this.#custom.set(name, types);
    this.#index(types);
  }

  /** Ends serving the resource of a definition. */
  remove(definitionName: string): void {
    for (const type of this.#custom.get(definitionName) ?? []) {
      for (const [index, key] of this.#keys(type)) {
        if (index.get(key) === type) {
          index.delete(key);
        }
      }
    }
    this.#custom.delete(definitionName);
    this.#all = undefined;
  }

  #index(types: ResourceType[]) {
    for (const type of types) {
      for (const [index, key] of this.#keys(type)) {
        // Nobody takes the place of a built-in resource.
        if (!index.has(key)) {
          index.set(key, type);
        }
      }
    }
    this.#all = undefined;
  }

  #keys(type: ResourceType): Array<[Map<string, ResourceType>, string]> {
    const { group, version, plural, kind } = type;
    return [
      [this.#byPlural, pluralKey(group, version, plural)],
      [this.#byKind, `${toApiVersion(group, version)}/${kind}`],
      [this.#anyVersion, `${group}/${plural}`],
    ];
  }

  all(): ResourceType[] {
    this.#all ??= [...BUILTIN_RESOURCES, ...[...this.#custom.values()].flat()];
    return this.#all;
  }

  byPlural(
    group: string,
    version: string,
    plural: string,
  ): ResourceType | undefined {
    return this.#byPlural.get(pluralKey(group, version, plural));
  }

  byKind(apiVersion: string, kind: string): ResourceType | undefined {
    return this.#byKind.get(`${apiVersion}/${kind}`);
  }

  /** The type of a stored resource in any version that is served. */
  anyVersion(group: string, plural: string): ResourceType | undefined {
    return this.#anyVersion.get(`${group}/${plural}`);
  }

  /** `apiVersion` of each served group and version, the core group first. */
  groupVersions(): string[] {
    return [
      ...new Set(
        this.all().map(type => toApiVersion(type.group, type.version)),
      ),
    ];
  }
}
