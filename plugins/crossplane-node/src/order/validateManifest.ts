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
import { compileSchema } from './compileSchema';

const MAX_PROBLEMS = 10;
const MAX_VALUE_LENGTH = 60;

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
 * Checks a manifest against the schema of its XRD. What Crossplane adds to every spec is not checked here: the dry run
 * does.
 *
 * @param xrd - the XRD at the version of the manifest
 * @returns up to 10 problems, none when the manifest fits
 * @public
 */
export function findManifestProblems(
  xrd: CompositeResourceDefinition,
  manifest: OrderManifest,
): ManifestProblem[] {
  const schema = specSchema(xrd.current);
  if (!schema) {
    return [];
  }
  const validate = compileSchema(schema);
  // The cluster fills in defaults before it validates, so the same happens here, on a copy.
  const spec: unknown = structuredClone(manifest.spec ?? {});
  if (typeof spec === 'object' && spec !== null && !Array.isArray(spec)) {
    for (const field of crossplaneSpecFields(xrd)) {
      Reflect.deleteProperty(spec, field);
    }
  }
  const problems = [
    ...(validate(spec) ? [] : (validate.errors ?? []).map(describe)),
    ...findRepeatedItems(schema, manifest.spec, 'spec').map(
      ({ path, reason }) => problem(path, reason),
    ),
  ];
  return [
    ...new Map(problems.map(item => [item.message, item])).values(),
  ].slice(0, MAX_PROBLEMS);
}

/**
 * Like {@link findManifestProblems}, for callers that go no further with a manifest that does not fit.
 *
 * @throws InputError that names each field, its value and the rule
 * @public
 */
export function validateManifest(
  xrd: CompositeResourceDefinition,
  manifest: OrderManifest,
): void {
  const problems = findManifestProblems(xrd, manifest);
  if (problems.length > 0) {
    throw new InputError(
      `The order does not fit ${xrd.orderable.kind} (${
        manifest.apiVersion
      }): ${problems
        .map(({ message }) => message)
        .join('; ')}. Correct these fields and order again.`,
    );
  }
}

function describe(error: ErrorObject): ManifestProblem {
  const at = `spec${error.instancePath
    .split('/')
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')}`;
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
            ? params.allowedValues.map(quote).join(', ')
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

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > MAX_VALUE_LENGTH
    ? `${text.slice(0, MAX_VALUE_LENGTH)}…`
    : text;
}
