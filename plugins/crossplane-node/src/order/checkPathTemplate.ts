import { InputError } from '@backstage/errors';
import { orderPath } from '@openportal/plugin-crossplane-common';

/** Refuses a template of paths that cannot tell orders apart, or that gives no valid path. */
export function checkPathTemplate(template: string): void {
  for (const placeholder of ['{namespace}', '{name}']) {
    if (!template.includes(placeholder)) {
      throw new InputError(
        `The path '${template.slice(
          0,
          200,
        )}' lacks ${placeholder}: orders of the same name would overwrite each other. Put it in, as in 'namespaces/{namespace}/{plural}/{name}.yaml'`,
      );
    }
  }
  try {
    orderPath(template, {
      cluster: 'cluster',
      namespace: 'namespace',
      plural: 'plural',
      name: 'name',
    });
  } catch (error) {
    throw new InputError(
      error instanceof Error ? error.message : String(error),
    );
  }
}
