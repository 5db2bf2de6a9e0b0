import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  CompositeResourceDefinition,
  OrderManifest,
  specSchema,
} from '@openportal/plugin-crossplane-common';
import type { ErrorObject } from 'ajv';
import { compileSchema } from './compileSchema';

const MAX_ERRORS = 10;
const MAX_VALUE_LENGTH = 60;

/** Checks a manifest against the schema of its XRD; the error names each field, its value and the rule. */
export function validateManifest(
  xrd: CompositeResourceDefinition,
  manifest: OrderManifest,
): void {
  const schema = specSchema(xrd.current);
  if (!schema) {
    return;
  }
  const validate = compileSchema(schema);
  // The cluster fills in defaults before it validates, so the same happens here, on a copy.
  const spec: unknown = structuredClone(manifest.spec ?? {});
  if (!validate(spec)) {
    const errors = (validate.errors ?? []).slice(0, MAX_ERRORS).map(describe);
    throw new InputError(
      `The order does not fit ${xrd.orderable.kind} (${
        manifest.apiVersion
      }): ${[...new Set(errors)].join(
        '; ',
      )}. Correct these fields and order again.`,
    );
  }
}

function describe(error: ErrorObject): string {
  const path = `spec${error.instancePath
    .replaceAll('~1', '/')
    .replaceAll('~0', '~')
    .split('/')
    .join('.')}`;
  const params = error.params as JsonObject;
  switch (error.keyword) {
    case 'required':
      return `${path}.${params.missingProperty} is missing`;
    case 'additionalProperties':
      return `${path}.${params.additionalProperty} is not a field of this kind`;
    case 'enum':
      return `${path} is ${quote(error.data)}: it must be one of ${
        Array.isArray(params.allowedValues)
          ? params.allowedValues.map(quote).join(', ')
          : 'the listed values'
      }`;
    default:
      return `${path} is ${quote(error.data)}: it ${error.message}`;
  }
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > MAX_VALUE_LENGTH
    ? `${text.slice(0, MAX_VALUE_LENGTH)}…`
    : text;
}
