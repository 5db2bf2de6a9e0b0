import { isDnsLabel } from '../xrd/names';

/**
 * Where the file of an order goes when nothing else is configured.
 *
 * @public
 */
export const DEFAULT_ORDER_PATH = 'namespaces/{namespace}/{plural}/{name}.yaml';

/**
 * What the placeholders of an order path stand for.
 *
 * @public
 */
export interface OrderPathValues {
  cluster?: string;
  namespace: string;
  plural: string;
  name: string;
}

const SEGMENT = /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/;

/**
 * Fills in the path of an order's file.
 *
 * @remarks
 * Both the values and the result are checked against an allow-list: only DNS labels go in, only plain
 * lower case segments and a `.yaml` file come out. So there is no traversal, no hidden folder, no
 * workflow file and no second spelling of the same file.
 *
 * @public
 */
export function orderPath(template: string, values: OrderPathValues): string {
  const path = template.replace(/\{([^{}]*)\}/g, (_, placeholder: string) => {
    const value = valueOf(placeholder, values);
    if (value === undefined) {
      throw new Error(
        `Order path '${template}' has the placeholder '{${placeholder}}': use {cluster}, {namespace}, {plural} or {name}`,
      );
    }
    if (!isDnsLabel(value)) {
      throw new Error(
        `The ${placeholder} '${value.slice(
          0,
          80,
        )}' cannot be part of a path: use up to 63 lower case letters, digits and inner dashes`,
      );
    }
    return value;
  });
  const segments = path.split('/');
  if (
    segments.some(segment => !SEGMENT.test(segment)) ||
    segments.some(segment => segment.includes('..')) ||
    !/\.ya?ml$/.test(path)
  ) {
    throw new Error(
      `Order path '${template}' gives '${path}': it must be a relative path of lower case segments that ends with .yaml`,
    );
  }
  return path;
}

function valueOf(
  placeholder: string,
  values: OrderPathValues,
): string | undefined {
  switch (placeholder) {
    case 'cluster':
      return values.cluster;
    case 'namespace':
      return values.namespace;
    case 'plural':
      return values.plural;
    case 'name':
      return values.name;
    default:
      return undefined;
  }
}
