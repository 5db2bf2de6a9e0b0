import { JsonObject } from '@backstage/types';
import { isJsonObject, stringRecord } from '../json';
import { isDnsLabel, isDnsSubdomain } from './names';
import {
  CompositeResourceDefinition,
  OrderableResource,
  ParsedXrd,
  XrdProblem,
  XrdVersion,
} from './types';

const KIND = /^[A-Z][A-Za-z0-9]{0,62}$/;
const VERSION_NAME = /^v[0-9]+((alpha|beta)[0-9]+)?$/;

/**
 * Reads a CompositeResourceDefinition of `apiextensions.crossplane.io/v1` or `/v2`.
 *
 * @remarks
 * Every name in the result is safe to use in paths, entity names and templates: XRDs are written by
 * others, and what does not follow the rules of Kubernetes is reported instead.
 *
 * @public
 */
export function parseXrd(object: unknown): ParsedXrd {
  const problems: XrdProblem[] = [];
  const root = isJsonObject(object) ? object : {};
  const metadata = isJsonObject(root.metadata) ? root.metadata : {};
  const spec = isJsonObject(root.spec) ? root.spec : {};
  const names = isJsonObject(spec.names) ? spec.names : {};

  const problem = (path: string, reason: string) => {
    problems.push({ path, reason });
    return '';
  };
  const text = (
    parent: JsonObject,
    key: string,
    path: string,
    rule: (value: string) => boolean,
    expectation: string,
  ): string => {
    const value = parent[key];
    if (typeof value !== 'string') {
      return problem(path, `is missing: it must be ${expectation}`);
    }
    return rule(value)
      ? value
      : problem(path, `is '${value.slice(0, 80)}': it must be ${expectation}`);
  };

  if (root.kind !== 'CompositeResourceDefinition') {
    problem(
      'kind',
      `is '${root.kind}': it must be CompositeResourceDefinition`,
    );
  }
  const apiVersion = String(root.apiVersion);
  if (!/^apiextensions\.crossplane\.io\/v[12]$/.test(apiVersion)) {
    problem(
      'apiVersion',
      `is '${apiVersion}': it must be apiextensions.crossplane.io/v1 or /v2`,
    );
  }
  const group = text(spec, 'group', 'spec.group', isDnsSubdomain, 'a DNS name');
  const kind = text(
    names,
    'kind',
    'spec.names.kind',
    value => KIND.test(value),
    'a kind such as DNSRecord',
  );
  const plural = text(
    names,
    'plural',
    'spec.names.plural',
    isDnsLabel,
    'a lower case plural such as dnsrecords',
  );
  const name = text(
    metadata,
    'name',
    'metadata.name',
    value => !group || !plural || value === `${plural}.${group}`,
    `<plural>.<group>, here '${plural}.${group}'`,
  );
  const scope = readScope(spec.scope, apiVersion);
  if (!scope) {
    problem(
      'spec.scope',
      `is '${spec.scope}': it must be Namespaced, Cluster or LegacyCluster`,
    );
  }
  const versions = readVersions(spec.versions, problem);
  const current = versions.find(version => version.referenceable);
  if (versions.length && !current) {
    problem('spec.versions', 'has no version that is served and referenceable');
  }
  const claim = readClaim(spec.claimNames, problem);
  if (problems.length || !current || !scope) {
    return { problems };
  }
  const xrd: CompositeResourceDefinition = {
    name,
    group,
    kind,
    plural,
    scope,
    orderable: claim ?? { kind, plural, namespaced: scope === 'Namespaced' },
    versions,
    current,
    labels: stringRecord(metadata.labels),
    annotations: stringRecord(metadata.annotations),
    generation:
      typeof metadata.generation === 'number' ? metadata.generation : undefined,
  };
  return { xrd };
}

type Report = (path: string, reason: string) => void;

function readScope(
  scope: unknown,
  apiVersion: string,
): CompositeResourceDefinition['scope'] | undefined {
  switch (scope) {
    case undefined:
      return apiVersion.endsWith('/v2') ? 'Namespaced' : 'LegacyCluster';
    case 'Namespaced':
    case 'Cluster':
    case 'LegacyCluster':
      return scope;
    default:
      return undefined;
  }
}

function readVersions(value: unknown, problem: Report): XrdVersion[] {
  if (!Array.isArray(value) || value.length === 0) {
    problem('spec.versions', 'is missing: it must list at least one version');
    return [];
  }
  const versions: XrdVersion[] = [];
  for (const [index, item] of value.entries()) {
    const path = `spec.versions[${index}]`;
    if (!isJsonObject(item)) {
      problem(path, 'is not an object');
    } else if (typeof item.name !== 'string' || !VERSION_NAME.test(item.name)) {
      problem(
        `${path}.name`,
        `is '${item.name}': it must be like v1 or v1alpha1`,
      );
    } else if (item.served === true) {
      if (versions.some(({ name }) => name === item.name)) {
        problem(`${path}.name`, `'${item.name}' is listed twice`);
      }
      versions.push({
        name: item.name,
        referenceable: item.referenceable === true,
        deprecated: item.deprecated === true,
        schema: readSchema(item.schema, `${path}.schema`, problem),
      });
    }
  }
  if (versions.length === 0) {
    problem('spec.versions', 'has no served version');
  }
  return versions;
}

function readSchema(
  value: unknown,
  path: string,
  problem: Report,
): JsonObject | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const schema = isJsonObject(value) ? value.openAPIV3Schema : value;
  if (schema === undefined || schema === null) {
    return undefined;
  }
  if (!isJsonObject(schema)) {
    problem(`${path}.openAPIV3Schema`, 'is not an object');
    return undefined;
  }
  const { properties } = schema;
  if (properties !== undefined && !isJsonObject(properties)) {
    problem(`${path}.openAPIV3Schema.properties`, 'is not an object');
    return undefined;
  }
  return schema;
}

function readClaim(
  value: unknown,
  problem: Report,
): OrderableResource | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const claim = isJsonObject(value) ? value : {};
  const { kind, plural } = claim;
  if (typeof kind !== 'string' || !KIND.test(kind)) {
    problem('spec.claimNames.kind', `is '${kind}': it must be a kind`);
    return undefined;
  }
  if (typeof plural !== 'string' || !isDnsLabel(plural)) {
    problem('spec.claimNames.plural', `is '${plural}': it must be a plural`);
    return undefined;
  }
  return { kind, plural, namespaced: true };
}
