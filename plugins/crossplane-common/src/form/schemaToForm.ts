import { JsonObject } from '@backstage/types';
import { FormNode } from './formNode';
import { FormRenderer } from './FormRenderer';
import { readParameterOverrides } from './parameterOverrides';
import { planForm } from './planForm';

/**
 * A form made from a schema, with notes on what the form cannot check.
 *
 * @public
 */
export interface GeneratedForm {
  /** JSON schema (draft 7) with `ui:` keys, as a parameter of a scaffolder template has them. */
  schema: JsonObject;
  /** What is edited as YAML or checked by the server only, such as `a.b: the pattern is checked …`. */
  notes: string[];
}

/**
 * Makes a form from the OpenAPI schema of a Kubernetes resource or of a part of it.
 *
 * @remarks
 * Everything that a form cannot show becomes a YAML field, never a lost field. What the browser cannot
 * check is noted and checked by the server. The form is for the form library of the scaffolder
 * (`@rjsf/core` 5); the README of this package lists how each construct is edited. `formToSpec` turns
 * the values of the form into data, `specToForm` turns data into values.
 *
 * @param schema - The OpenAPI v3 schema, as the cluster gives it. Whatever else is given: never throws.
 * @param options - `title`: the title of the whole form. `annotations`: annotations of the XRD;
 *   `openportal.dev/parameter.<path>` change how a field is shown.
 *
 * @public
 */
export function schemaToForm(
  schema: JsonObject | undefined,
  options: { title: string; annotations?: Record<string, string> },
): GeneratedForm {
  const plan = planForm(schema);
  const { overrides, notes } = readParameterOverrides(options.annotations);
  const renderer = new FormRenderer(overrides, countNodes(plan));
  const form = renderer.render(plan, options.title);
  return { schema: form, notes: [...notes, ...renderer.notes] };
}

function countNodes(node: FormNode): number {
  switch (node.kind) {
    case 'object':
      return node.fields.reduce(
        (sum, field) => sum + countNodes(field.node),
        1,
      );
    case 'map':
      return 1 + countNodes(node.values);
    case 'list':
      return 1 + countNodes(node.items);
    case 'variants':
      return node.options.reduce((sum, option) => sum + countNodes(option), 1);
    default:
      return 1;
  }
}
