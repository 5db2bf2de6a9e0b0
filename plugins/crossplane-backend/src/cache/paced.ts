/**
 * How long a value may be served again that takes long to read: the longer it takes, the less often it is read.
 *
 * @param options - `shortest` and `longest` in milliseconds; `times` the time that a read took
 */
export function paced(options: {
  shortest: number;
  times: number;
  longest?: number;
}): (value: unknown, tookMilliseconds: number) => number {
  const { shortest, times, longest = Infinity } = options;
  return (_, took) => Math.min(longest, Math.max(shortest, times * took));
}
