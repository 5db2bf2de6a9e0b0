/** Levels of lists and objects in a manifest; the schema of an XRD cannot be deeper. */
export const MAX_DEPTH = 250;
/** Values of a spec, lists and objects included: more than a file that Flux applies could hold. */
const MAX_VALUES = 50_000;
/** Size of a spec: a cluster takes requests of at most 1.5 MB, and stores the order more than once. */
const MAX_KIB = 512;
/** What an empty value, its comma and its quotes take. */
const BYTES_OF_A_VALUE = 4;

/**
 * Says in what way a value is larger than an order can be: too deep, of too many values, or too long. Works without
 * recursion, and looks no further than the limits.
 *
 * @returns such as `has more than 50000 values`; undefined when the value is small enough
 */
export function excessOf(value: unknown): string | undefined {
  let values = 1;
  let bytes = 0;
  const pending = [{ value, depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value: at, depth } = next;
    if (depth > MAX_DEPTH) {
      return `is nested more than ${MAX_DEPTH} levels deep`;
    }
    bytes += BYTES_OF_A_VALUE;
    if (typeof at === 'string') {
      bytes += Buffer.byteLength(at);
    } else if (typeof at === 'object' && at !== null) {
      const names = Array.isArray(at) ? [] : Object.keys(at);
      values += Array.isArray(at) ? at.length : names.length;
      bytes += names.reduce((sum, name) => sum + Buffer.byteLength(name), 0);
      if (values > MAX_VALUES) {
        return `has more than ${MAX_VALUES} values`;
      }
      for (const child of Object.values(at)) {
        pending.push({ value: child, depth: depth + 1 });
      }
    }
    if (bytes > MAX_KIB * 1024) {
      return `is larger than ${MAX_KIB} KiB`;
    }
  }
  return undefined;
}

/**
 * The sentence about a spec that is larger than an order can be.
 *
 * @returns without the name of the field; undefined when the spec is small enough
 */
export function refuseExcess(
  spec: unknown,
  xrdName: string,
): string | undefined {
  const excess = excessOf(spec);
  return (
    excess &&
    `${excess}: that is more than can be ordered of ${xrdName}. Leave out what is not needed, or make several orders of it`
  );
}
