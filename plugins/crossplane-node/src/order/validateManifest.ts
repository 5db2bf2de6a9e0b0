import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  CompositeResourceDefinition,
  crossplaneSpecFields,
  findRepeatedItems,
  OrderManifest,
  specSchema,
  toPlainText,
} from '@openportal/plugin-crossplane-common';
import type { ErrorObject } from 'ajv';
import { refuseExcess } from './orderLimits';
import { validateInTurns, ValueValidation } from './validateValue';

const MAX_PROBLEMS = 10;
/** Among these are more than enough that say different things. */
const MAX_DESCRIBED = 50;
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
 * A field with a rule that was not checked.
 *
 * @public
 */
export interface UncheckedField {
  /** The field, such as `spec.ttl`. */
  path: string;
  /** Which rule, and why. */
  reason: string;
  /** Both in a sentence. */
  message: string;
}

/**
 * What came out of checking a manifest.
 *
 * @public
 */
export interface ManifestCheck {
  /** Up to 10 problems and how many more there are; none when the manifest fits. */
  problems: ManifestProblem[];
  /** Up to 10 fields with rules that only the cluster can check, and how many more there are; usually empty. */
  notChecked: UncheckedField[];
}

/**
 * Checks a manifest against the schema of its XRD. What Crossplane adds to every spec is not checked here: the dry run
 * does.
 *
 * @remarks
 * The cost follows the size of the manifest with its defaults, not that of the XRD, and has limits: a spec of more than
 * 50,000 values or 512 KiB is a problem, and what would take longer than some seconds to check is named in
 * `notChecked`, and left to the dry run. The rest of the process has a turn again and again meanwhile.
 *
 * @param xrd - the XRD at the version of the manifest
 * @public
 */
export async function checkManifest(
  xrd: CompositeResourceDefinition,
  manifest: OrderManifest,
): Promise<ManifestCheck> {
  const schema = specSchema(xrd.current);
  if (!schema) {
    return { problems: [], notChecked: [] };
  }
  const refusal = refuseExcess(manifest.spec, xrd.name);
  if (refusal) {
    return { problems: [problem('spec', refusal)], notChecked: [] };
  }
  const given = manifest.spec ?? {};
  const added = crossplaneSpecFields(xrd);
  const spec =
    typeof given === 'object' && !Array.isArray(given)
      ? Object.fromEntries(
          Object.entries(given).filter(([field]) => !added.includes(field)),
        )
      : given;
  const validation = await validateInTurns(schema, spec);
  return {
    problems: describeErrors(
      validation,
      findRepeatedItems(schema, manifest.spec, 'spec').map(({ path, reason }) =>
        problem(path, reason),
      ),
    ),
    notChecked: describeUnchecked(validation, xrd.name),
  };
}

/**
 * Like {@link checkManifest}, for callers that go no further with a manifest that does not fit.
 *
 * @returns what only the cluster can check, see {@link ManifestCheck}
 * @throws InputError that names each field, its value and the rule
 * @public
 */
export async function validateManifest(
  xrd: CompositeResourceDefinition,
  manifest: OrderManifest,
): Promise<string[]> {
  const { problems, notChecked } = await checkManifest(xrd, manifest);
  if (problems.length > 0) {
    throw new InputError(
      `The order does not fit ${xrd.orderable.kind} (${
        manifest.apiVersion
      }): ${problems
        .map(({ message }) => message)
        .join('; ')}. Correct these fields and order again.`,
    );
  }
  return notChecked.map(({ message }) => message);
}

function describeErrors(
  { errors, moreErrors }: ValueValidation,
  others: ManifestProblem[],
): ManifestProblem[] {
  const distinct = [
    ...new Map(errors.map(error => [identify(error), error])).values(),
  ];
  const described = [
    ...distinct.slice(0, MAX_DESCRIBED).map(describe),
    ...others,
  ];
  const problems = [
    ...new Map(described.map(item => [item.message, item])).values(),
  ];
  const left =
    Math.max(0, distinct.length - MAX_DESCRIBED) +
    Math.max(0, problems.length - MAX_PROBLEMS) +
    moreErrors;
  return [
    ...problems.slice(0, MAX_PROBLEMS),
    ...(left > 0
      ? [problem('spec', `has ${left} more problem${left === 1 ? '' : 's'}`)]
      : []),
  ];
}

/** What tells errors apart; choices with the same rule repeat theirs. */
function identify({
  instancePath,
  keyword,
  params,
  schemaPath,
}: ErrorObject): string {
  const { missingProperty, additionalProperty } = params as JsonObject;
  const field = missingProperty ?? additionalProperty;
  return JSON.stringify([instancePath, keyword, field ?? schemaPath]);
}

function describeUnchecked(
  { unchecked }: ValueValidation,
  xrdName: string,
): UncheckedField[] {
  const fields = unchecked
    .slice(0, MAX_PROBLEMS)
    .map(({ instancePath, reason }) => {
      const path = fieldPath(instancePath);
      return { path, reason, message: `${path} of ${xrdName}: ${reason}` };
    });
  const left = unchecked.length - fields.length;
  const rest = { path: 'spec', reason: `${left} more rules` };
  return left > 0
    ? [...fields, { ...rest, message: `and ${rest.reason}` }]
    : fields;
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
    ? `${toPlainText(text, MAX_VALUE_LENGTH)}…`
    : text;
}
