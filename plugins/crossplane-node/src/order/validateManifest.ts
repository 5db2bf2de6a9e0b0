import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  CompositeResourceDefinition,
  crossplaneSpecFields,
  findRepeatedItems,
  OrderManifest,
  specSchema,
} from '@openportal/plugin-crossplane-common';
import type { ErrorObject } from 'ajv';
import { isTooDeep, MAX_DEPTH } from './isTooDeep';
import { validateValue } from './validateValue';

const MAX_PROBLEMS = 10;
const MAX_VALUE_LENGTH = 60;
const MAX_LISTED_VALUES = 20;

/**
 * What is wrong with a manifest.
 *
 * @public
 */
export interface ManifestProblem {
  /** The field, such as `spec.ttl`. */
  path: string;
  /** Path, value and rule in words. */
  message: string;
}

/**
 * What came out of checking a manifest.
 *
 * @public
 */
export interface ManifestCheck {
  /** Up to 10 problems, none when the manifest fits. */
  problems: ManifestProblem[];
  /** Up to 10 rules that only the cluster can check, and how many more there are; usually empty. */
  notChecked: string[];
}

/**
 * Checks a manifest against the schema of its XRD. What Crossplane adds to every spec is not checked here: the dry run
 * does.
 *
 * @remarks
 * The cost follows the size of the manifest, not that of the XRD, and has a limit. What would go beyond it is named
 * in `notChecked`, and left to the dry run.
 *
 * @param xrd - the XRD at the version of the manifest
 * @public
 */
export function checkManifest(
  xrd: CompositeResourceDefinition,
  manifest: OrderManifest,
): ManifestCheck {
  const schema = specSchema(xrd.current);
  if (!schema) {
    return { problems: [], notChecked: [] };
  }
  if (isTooDeep(manifest.spec)) {
    const said = `is nested more than ${MAX_DEPTH} levels deep: that is more than can be ordered of ${xrd.name}`;
    return { problems: [problem('spec', said)], notChecked: [] };
  }
  const given = manifest.spec ?? {};
  const added = crossplaneSpecFields(xrd);
  const spec =
    typeof given === 'object' && !Array.isArray(given)
      ? Object.fromEntries(
          Object.entries(given).filter(([field]) => !added.includes(field)),
        )
      : given;
  const { errors, unchecked } = validateValue(schema, spec);
  const problems = [
    ...errors.map(describe),
    ...findRepeatedItems(schema, manifest.spec, 'spec').map(
      ({ path, reason }) => problem(path, reason),
    ),
  ];
  return {
    problems: [
      ...new Map(problems.map(item => [item.message, item])).values(),
    ].slice(0, MAX_PROBLEMS),
    notChecked: shortened(
      unchecked.map(
        ({ instancePath, reason }) =>
          `${fieldPath(instancePath)} of ${xrd.name}: ${reason}`,
      ),
    ),
  };
}

/**
 * The problems of {@link checkManifest}.
 *
 * @param xrd - the XRD at the version of the manifest
 * @returns up to 10 problems, none when the manifest fits
 * @public
 */
export function findManifestProblems(
  xrd: CompositeResourceDefinition,
  manifest: OrderManifest,
): ManifestProblem[] {
  return checkManifest(xrd, manifest).problems;
}

/**
 * Like {@link checkManifest}, for callers that go no further with a manifest that does not fit.
 *
 * @returns what only the cluster can check, see {@link ManifestCheck}
 * @throws InputError that names each field, its value and the rule
 * @public
 */
export function validateManifest(
  xrd: CompositeResourceDefinition,
  manifest: OrderManifest,
): string[] {
  const { problems, notChecked } = checkManifest(xrd, manifest);
  if (problems.length > 0) {
    throw new InputError(
      `The order does not fit ${xrd.orderable.kind} (${
        manifest.apiVersion
      }): ${problems
        .map(({ message }) => message)
        .join('; ')}. Correct these fields and order again.`,
    );
  }
  return notChecked;
}

function shortened(notes: string[]): string[] {
  const left = notes.length - MAX_PROBLEMS;
  return left > 0
    ? [...notes.slice(0, MAX_PROBLEMS), `and ${left} more rules`]
    : notes;
}

function fieldPath(instancePath: string): string {
  return `spec${instancePath
    .split('/')
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')}`;
}

function describe(error: ErrorObject): ManifestProblem {
  const at = fieldPath(error.instancePath);
  const params = error.params as JsonObject;
  switch (error.keyword) {
    case 'required':
      return problem(`${at}.${params.missingProperty}`, 'is missing');
    case 'additionalProperties':
      return problem(
        `${at}.${params.additionalProperty}`,
        'is not a field of this kind',
      );
    case 'enum':
      return problem(
        at,
        `is ${quote(error.data)}: it must be one of ${
          Array.isArray(params.allowedValues)
            ? listed(params.allowedValues)
            : 'the listed values'
        }`,
      );
    default:
      return problem(at, `is ${quote(error.data)}: it ${error.message}`);
  }
}

function problem(path: string, said: string): ManifestProblem {
  return { path, message: `${path} ${said}` };
}

function listed(values: unknown[]): string {
  const shown = values.slice(0, MAX_LISTED_VALUES).map(quote).join(', ');
  const left = values.length - MAX_LISTED_VALUES;
  return left > 0 ? `${shown} and ${left} more` : shown;
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > MAX_VALUE_LENGTH
    ? `${text.slice(0, MAX_VALUE_LENGTH)}…`
    : text;
}
