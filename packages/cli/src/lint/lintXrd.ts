import { JsonObject } from '@backstage/types';
import {
  CompositeResourceDefinition,
  parseXrd,
} from '@openportal/plugin-crossplane-common';
import { ExpressionReader } from './cel/ExpressionReader';
import { Finding, errorAt } from './Finding';
import { toObject } from './json';
import { lintDefinition } from './lintDefinition';
import { lintForm } from './lintForm';
import { lintMetadata } from './lintMetadata';
import { lintSchema } from './lintSchema';

/**
 * Says what of an XRD will not work in a cluster or a form, and why.
 *
 * @param object - a resource of kind CompositeResourceDefinition
 * @param options - `prefix`: prefix of the annotations, as the portal is configured; `expressions`: reads the rules
 */
export function lintXrd(
  object: JsonObject,
  options: { prefix: string; expressions: ExpressionReader },
): Finding[] {
  const { xrd, problems } = parseXrd(object);
  if (problems) {
    const findings = problems.map(({ path, reason }) => errorAt(path, reason));
    const tooMuch = problems.length === 1 && problems[0].path === 'spec';
    // What is too large or goes round in circles is not looked into.
    return tooMuch
      ? findings
      : unique([
          ...findings,
          ...lintDefinition(object),
          ...lintSchemas(object, undefined, options.expressions),
        ]);
  }
  return unique([
    ...lintDefinition(object),
    ...lintSchemas(object, xrd, options.expressions),
    ...lintMetadata(object, xrd, options.prefix),
    ...lintForm(xrd),
  ]);
}

/** Also versions that are not served: Kubernetes refuses the whole resource for one of them. */
function lintSchemas(
  object: JsonObject,
  xrd: CompositeResourceDefinition | undefined,
  expressions: ExpressionReader,
): Finding[] {
  const { versions } = toObject(object.spec);
  return (Array.isArray(versions) ? versions : []).flatMap((item, index) => {
    const schema = toObject(toObject(item).schema).openAPIV3Schema;
    return schema === undefined || schema === null
      ? []
      : lintSchema(
          schema,
          `spec.versions[${index}].schema.openAPIV3Schema`,
          xrd,
          { expressions },
        );
  });
}

function unique(findings: Finding[]): Finding[] {
  return [
    ...new Map(
      findings.map(finding => [JSON.stringify(finding), finding]),
    ).values(),
  ];
}
