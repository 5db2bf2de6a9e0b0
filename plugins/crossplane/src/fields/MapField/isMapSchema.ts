import { ValueSchema } from './ValueField';

/** True for the schema of a map whose values have a schema. */
export function isMapSchema<T extends { additionalProperties?: unknown }>(
  schema: T,
): schema is T & { additionalProperties: ValueSchema } {
  return (
    typeof schema.additionalProperties === 'object' &&
    schema.additionalProperties !== null
  );
}
