import { isJsonObject, stringRecord } from '../json';
import { jsonLimitProblem } from './jsonLimits';
import { isDnsSubdomain } from './names';
import {
  KIND_RULE,
  PLURAL_RULE,
  readClaim,
  readCompositionSettings,
  readScope,
  readText,
} from './readNames';
import { readVersions } from './readVersions';
import { ParsedXrd, XrdProblem } from './types';

const API_VERSION = /^apiextensions\.crossplane\.io\/v[12]$/;

/**
 * Reads a CompositeResourceDefinition of `apiextensions.crossplane.io/v1` or `/v2`.
 *
 * @remarks
 * Never throws. Every name in the result is safe to use in paths, entity names and templates: XRDs are
 * written by others, and what does not follow the rules of Kubernetes and Crossplane is reported instead.
 * The schemas are those of the given object, not copies.
 *
 * @param object - the resource as the API server answers it or a YAML file holds it
 * @returns the definition, or the path and the reason of everything that is wrong
 *
 * @public
 */
export function parseXrd(object: unknown): ParsedXrd {
  const problems: XrdProblem[] = [];
  const report = (path: string, reason: string) => {
    problems.push({ path, reason });
  };
  const tooMuch = jsonLimitProblem(object);
  if (tooMuch) {
    return { problems: [{ path: 'spec', reason: tooMuch }] };
  }
  const root = isJsonObject(object) ? object : {};
  const metadata = isJsonObject(root.metadata) ? root.metadata : {};
  const spec = isJsonObject(root.spec) ? root.spec : {};
  const names = isJsonObject(spec.names) ? spec.names : {};

  if (root.kind !== 'CompositeResourceDefinition') {
    report(
      'kind',
      `is '${quoted(root.kind)}': it must be CompositeResourceDefinition`,
    );
  }
  const apiVersion = String(root.apiVersion);
  if (!API_VERSION.test(apiVersion)) {
    report(
      'apiVersion',
      `is '${quoted(
        root.apiVersion,
      )}': it must be apiextensions.crossplane.io/v1 or /v2`,
    );
  }
  const group = readText(
    { parent: spec, key: 'group', path: 'spec.group' },
    { test: isDnsSubdomain, expectation: 'a DNS name such as example.org' },
    report,
  );
  const kind = readText(
    { parent: names, key: 'kind', path: 'spec.names.kind' },
    KIND_RULE,
    report,
  );
  const plural = readText(
    { parent: names, key: 'plural', path: 'spec.names.plural' },
    PLURAL_RULE,
    report,
  );
  const expectedName = `${plural || '<plural>'}.${group || '<group>'}`;
  const name = readText(
    { parent: metadata, key: 'name', path: 'metadata.name' },
    {
      test: value => !group || !plural || value === expectedName,
      expectation: `<plural>.<group>, here '${expectedName}'`,
    },
    report,
  );
  const scope = readScope(spec.scope, apiVersion);
  if (!scope) {
    report(
      'spec.scope',
      `is '${quoted(
        spec.scope,
      )}': it must be Namespaced, Cluster or LegacyCluster`,
    );
  }
  const versions = readVersions(spec.versions, report);
  const claim = readClaim(spec.claimNames, report);
  if (claim && scope && scope !== 'LegacyCluster') {
    report(
      'spec.claimNames',
      `does not go with scope ${scope}: only LegacyCluster has claims`,
    );
  }
  const compositionSettings = readCompositionSettings(spec, report);
  const current = versions.find(version => version.referenceable);
  if (problems.length || !current || !scope) {
    return { problems };
  }
  return {
    xrd: {
      name,
      group,
      kind,
      plural,
      scope,
      orderable: claim ?? { kind, plural, namespaced: scope === 'Namespaced' },
      versions,
      current,
      ...compositionSettings,
      labels: stringRecord(metadata.labels),
      annotations: stringRecord(metadata.annotations),
      generation:
        typeof metadata.generation === 'number'
          ? metadata.generation
          : undefined,
    },
  };
}

function quoted(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? 'an object'
    : String(value).slice(0, 80);
}
