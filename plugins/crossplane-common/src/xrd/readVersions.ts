import { JsonObject } from '@backstage/types';
import { isJsonObject } from '../json';
import { toPlainText } from './text';
import { XrdVersion } from './types';

/** Takes a problem with the path it is at. */
export type ReportProblem = (path: string, reason: string) => void;

/** A DNS label by RFC 1035; Kubernetes advises names like v1, but does not ask for them. */
const VERSION_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const MAX_VERSIONS = 50;

/** Reads the served versions of an XRD and reports every one that breaks a rule of Kubernetes. */
export function readVersions(
  value: unknown,
  report: ReportProblem,
): XrdVersion[] {
  if (!Array.isArray(value) || value.length === 0) {
    report('spec.versions', 'is missing: it must list at least one version');
    return [];
  }
  if (value.length > MAX_VERSIONS) {
    report(
      'spec.versions',
      `lists ${value.length} versions: at most ${MAX_VERSIONS} are read`,
    );
    return [];
  }
  const names = new Set<string>();
  const versions = value.flatMap((item: unknown, index) => {
    const path = `spec.versions[${index}]`;
    const version = readVersion(item, path, report);
    if (version && names.has(version.name)) {
      report(`${path}.name`, `'${version.name}' is listed twice`);
    }
    names.add(version?.name ?? '');
    return version?.served ? [version.version] : [];
  });
  if (versions.length === 0) {
    report('spec.versions', 'has no served version');
    return [];
  }
  const referenceable = versions.filter(version => version.referenceable);
  if (referenceable.length !== 1) {
    report(
      'spec.versions',
      referenceable.length === 0
        ? 'has no version that is served and referenceable'
        : `marks ${referenceable
            .map(({ name }) => name)
            .join(', ')} as referenceable: it must be exactly one`,
    );
  }
  return versions;
}

function readVersion(
  item: unknown,
  path: string,
  report: ReportProblem,
): { name: string; served: boolean; version: XrdVersion } | undefined {
  if (!isJsonObject(item)) {
    report(path, 'is not an object');
    return undefined;
  }
  const { name, served, deprecationWarning } = item;
  if (typeof name !== 'string' || !VERSION_NAME.test(name)) {
    report(
      `${path}.name`,
      `is '${String(name).slice(0, 80)}': it must be like v1 or v1alpha1`,
    );
    return undefined;
  }
  const warning =
    typeof deprecationWarning === 'string'
      ? toPlainText(deprecationWarning, 256).trim()
      : '';
  return {
    name,
    served: served === true,
    version: {
      name,
      referenceable: item.referenceable === true,
      deprecated: item.deprecated === true,
      ...(warning ? { deprecationWarning: warning } : {}),
      // What is not served is not used, so its schema may be anything.
      schema:
        served === true
          ? readSchema(item.schema, `${path}.schema`, report)
          : undefined,
    },
  };
}

function readSchema(
  value: unknown,
  path: string,
  report: ReportProblem,
): JsonObject | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!isJsonObject(value)) {
    report(path, 'is not an object');
    return undefined;
  }
  const schema = value.openAPIV3Schema;
  if (schema === undefined || schema === null) {
    return undefined;
  }
  if (!isJsonObject(schema)) {
    report(`${path}.openAPIV3Schema`, 'is not an object');
    return undefined;
  }
  const { properties } = schema;
  if (properties !== undefined && !isJsonObject(properties)) {
    report(`${path}.openAPIV3Schema.properties`, 'is not an object');
    return undefined;
  }
  return schema;
}
