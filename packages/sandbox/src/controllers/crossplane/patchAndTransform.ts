import { z } from 'zod';
import { JsonObject } from '../../kubernetes';
import { getFieldPath, setFieldPath } from './fieldPath';
import { readinessCheck } from './readiness';

const transform = z.looseObject({
  type: z.enum(['string', 'map', 'convert', 'match', 'math']),
  map: z.record(z.string(), z.unknown()).optional(),
  string: z
    .looseObject({
      type: z.string().optional(),
      fmt: z.string().optional(),
      convert: z.string().optional(),
    })
    .optional(),
  convert: z.looseObject({ toType: z.string() }).optional(),
});

const patch = z.looseObject({
  type: z
    .enum([
      'FromCompositeFieldPath',
      'ToCompositeFieldPath',
      'CombineFromComposite',
    ])
    .default('FromCompositeFieldPath'),
  fromFieldPath: z.string().optional(),
  toFieldPath: z.string().optional(),
  combine: z
    .looseObject({
      variables: z.array(z.looseObject({ fromFieldPath: z.string() })),
      string: z.looseObject({ fmt: z.string() }).optional(),
    })
    .optional(),
  transforms: z.array(transform).optional(),
  policy: z.looseObject({ fromFieldPath: z.string().optional() }).optional(),
});

const inputSchema = z.looseObject({
  resources: z.array(
    z.looseObject({
      name: z.string(),
      base: z.record(z.string(), z.unknown()),
      patches: z.array(patch).optional(),
      readinessChecks: z.array(readinessCheck).optional(),
    }),
  ),
});

type Patch = z.infer<typeof patch>;

/** One resource that a composition makes. */
export type ComposedTemplate = z.infer<typeof inputSchema>['resources'][number];

/** Reads the input of function-patch-and-transform. */
export function parseResourcesInput(input: unknown): ComposedTemplate[] {
  return inputSchema.parse(input).resources;
}

function format(template: string, values: unknown[]): string {
  let index = 0;
  return template.replace(/%[sdv%]/g, verb => {
    if (verb === '%%') {
      return '%';
    }
    const value = String(values[index]);
    index += 1;
    return value;
  });
}

function applyTransforms(value: unknown, transforms: Patch['transforms']) {
  return (transforms ?? []).reduce<unknown>((current, step) => {
    switch (step.type) {
      case 'string':
        if (step.string?.convert === 'ToUpper') {
          return String(current).toUpperCase();
        }
        if (step.string?.convert === 'ToLower') {
          return String(current).toLowerCase();
        }
        if (step.string?.convert === 'ToBase64') {
          return Buffer.from(String(current)).toString('base64');
        }
        return format(step.string?.fmt ?? '%s', [current]);
      case 'map':
        if (!step.map || !Object.hasOwn(step.map, String(current))) {
          throw new Error(`key ${String(current)} is not found in map`);
        }
        return step.map[String(current)];
      case 'convert':
        return convert(current, step.convert?.toType ?? 'string');
      default:
        throw new Error(
          `transform type ${step.type} is not supported in the sandbox`,
        );
    }
  }, value);
}

function convert(value: unknown, type: string): unknown {
  switch (type) {
    case 'string':
      return String(value);
    case 'bool':
      return value === true || value === 'true';
    default:
      return Number(value);
  }
}

function applyOne(rule: Patch, from: JsonObject, to: JsonObject): void {
  const target = rule.toFieldPath ?? rule.fromFieldPath;
  let value: unknown;
  if (rule.combine) {
    const values = rule.combine.variables.map(({ fromFieldPath }) =>
      getFieldPath(from, fromFieldPath),
    );
    value = values.some(it => it === undefined)
      ? undefined
      : format(rule.combine.string?.fmt ?? '%s', values);
  } else {
    value = getFieldPath(from, rule.fromFieldPath ?? '');
  }
  if (value === undefined || target === undefined) {
    if (rule.policy?.fromFieldPath === 'Required') {
      throw new Error(`${rule.fromFieldPath}: no such field`);
    }
    return;
  }
  setFieldPath(to, target, applyTransforms(value, rule.transforms));
}

/** The resource that a template makes for a composite resource. */
export function composeResource(
  template: ComposedTemplate,
  composite: JsonObject,
): JsonObject {
  const result = structuredClone(template.base);
  for (const rule of template.patches ?? []) {
    if (rule.type !== 'ToCompositeFieldPath') {
      applyOne(rule, composite, result);
    }
  }
  return result;
}

/** Copies what the composed resource says back to the composite. Changes `composite`. */
export function patchComposite(
  template: ComposedTemplate,
  composed: JsonObject,
  composite: JsonObject,
): void {
  for (const rule of template.patches ?? []) {
    if (rule.type === 'ToCompositeFieldPath') {
      applyOne(rule, composed, composite);
    }
  }
}
