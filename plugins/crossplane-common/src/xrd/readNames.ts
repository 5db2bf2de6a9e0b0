import { JsonObject } from '@backstage/types';
import { isJsonObject } from '../json';
import { isDnsLabel, isDnsSubdomain } from './names';
import { ReportProblem } from './readVersions';
import {
  CompositeResourceDefinition,
  CompositionUpdatePolicy,
  OrderableResource,
} from './types';

const KIND = /^[A-Z][A-Za-z0-9]{0,62}$/;

/** Reads a text that must follow a rule; reports it otherwise and answers the empty string. */
export function readText(
  place: { parent: JsonObject; key: string; path: string },
  rule: { test: (value: string) => boolean; expectation: string },
  report: ReportProblem,
): string {
  const value = place.parent[place.key];
  if (typeof value !== 'string' || value === '') {
    report(place.path, `is missing: it must be ${rule.expectation}`);
    return '';
  }
  if (!rule.test(value)) {
    report(
      place.path,
      `is '${value.slice(0, 80)}': it must be ${rule.expectation}`,
    );
    return '';
  }
  return value;
}

/** The rule for kinds. */
export const KIND_RULE = {
  test: (value: string) => KIND.test(value),
  expectation: 'a kind such as DNSRecord',
};

/** The rule for plurals. */
export const PLURAL_RULE = {
  test: isDnsLabel,
  expectation: 'a lower case plural such as dnsrecords',
};

/** Reads the names of the claim; `undefined` when the XRD offers none. */
export function readClaim(
  value: unknown,
  report: ReportProblem,
): OrderableResource | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const parent = isJsonObject(value) ? value : {};
  const at = (key: string) => ({ parent, key, path: `spec.claimNames.${key}` });
  const kind = readText(at('kind'), KIND_RULE, report);
  const plural = readText(at('plural'), PLURAL_RULE, report);
  return kind && plural ? { kind, plural, namespaced: true } : undefined;
}

/** Reads the scope; `undefined` when it is none that Crossplane knows. */
export function readScope(
  scope: unknown,
  apiVersion: string,
): CompositeResourceDefinition['scope'] | undefined {
  switch (scope) {
    case undefined:
    case null:
      return apiVersion.endsWith('/v2') ? 'Namespaced' : 'LegacyCluster';
    case 'Namespaced':
    case 'Cluster':
    case 'LegacyCluster':
      return scope;
    default:
      return undefined;
  }
}

/** Reads which compositions the XRD falls back to or insists on, and how their changes arrive. */
export function readCompositionSettings(
  spec: JsonObject,
  report: ReportProblem,
): Pick<
  CompositeResourceDefinition,
  'compositionRefs' | 'defaultCompositionUpdatePolicy'
> {
  const byDefault = readRef(spec, 'defaultCompositionRef', report);
  const enforced = readRef(spec, 'enforcedCompositionRef', report);
  const policy = readUpdatePolicy(spec, report);
  return {
    compositionRefs: {
      ...(byDefault ? { default: byDefault } : {}),
      ...(enforced ? { enforced } : {}),
    },
    ...(policy ? { defaultCompositionUpdatePolicy: policy } : {}),
  };
}

function readRef(
  spec: JsonObject,
  key: string,
  report: ReportProblem,
): string | undefined {
  const value = spec[key];
  if (value === undefined || value === null) {
    return undefined;
  }
  return readText(
    {
      parent: isJsonObject(value) ? value : {},
      key: 'name',
      path: `spec.${key}.name`,
    },
    { test: isDnsSubdomain, expectation: 'the name of a composition' },
    report,
  );
}

function readUpdatePolicy(
  spec: JsonObject,
  report: ReportProblem,
): CompositionUpdatePolicy | undefined {
  const value = spec.defaultCompositionUpdatePolicy;
  switch (value) {
    case undefined:
    case null:
      return undefined;
    case 'Automatic':
    case 'Manual':
      return value;
    default:
      report(
        'spec.defaultCompositionUpdatePolicy',
        `is '${String(value).slice(0, 80)}': it must be Automatic or Manual`,
      );
      return undefined;
  }
}
