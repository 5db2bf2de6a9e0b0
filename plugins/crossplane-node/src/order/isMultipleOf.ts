/** As in Go's `swag`, which kube-openapi asks. */
const TOLERANCE = 1e-9;

/**
 * Whether a number is a multiple of another, up to what fractions of ten lose as binary numbers: 0.29 is a multiple of
 * 0.01.
 *
 * @remarks
 * As `MultipleOf` of kube-openapi with `IsFloat64AJSONInteger` of `go-openapi/swag` from 2025 on, which allows a
 * relative error of 1e-9 to both sides. Earlier ones allow it to one side, or not at all: what this one takes, such a
 * cluster may still refuse in the dry run.
 *
 * @see https://github.com/kubernetes/kube-openapi/blob/master/pkg/validation/validate/values.go
 * @see https://github.com/go-openapi/swag/blob/master/conv/convert.go
 */
export function isMultipleOf(value: number, factor: number): boolean {
  const times = factor < 1 ? (1 / factor) * value : value / factor;
  if (!(Math.abs(times) <= Number.MAX_SAFE_INTEGER)) {
    return false;
  }
  const rounded = Math.round(times);
  return (
    times === rounded ||
    Math.abs(times - rounded) < TOLERANCE * Math.abs(rounded)
  );
}
