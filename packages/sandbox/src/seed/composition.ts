/** A pipeline step that makes resources and copies fields. */
export function patchAndTransform(resources: unknown[]) {
  return {
    step: 'resources',
    functionRef: { name: 'function-patch-and-transform' },
    input: {
      apiVersion: 'pt.fn.crossplane.io/v1beta1',
      kind: 'Resources',
      resources,
    },
  };
}

/** Copies a field of the order to the resource. */
export function fromComposite(fromFieldPath: string, toFieldPath: string) {
  return { type: 'FromCompositeFieldPath', fromFieldPath, toFieldPath };
}
