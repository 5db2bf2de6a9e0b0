import { JsonObject, JsonValue } from '@backstage/types';

/** What a form, its values and a manifest have in common about one part of a schema. */
export interface FormNodeBase {
  /** The schema, with `allOf` merged. */
  source: JsonObject;
  /** Where it is, for notes and errors: `a.b[].c`. */
  path: string;
  /** Named by `required` of its parent. */
  required: boolean;
  /** Part of a list or a map, where nothing can be left out without changing the rest. */
  inCollection: boolean;
  /** The default of the schema, without what the form shows by itself. */
  byDefault: JsonValue | undefined;
  /** `null` means something else than nothing, so it is kept. */
  keepsNull: boolean;
  /**
   * How the form tells absent from empty:
   *
   * - `plain`: it does not have to
   * - `optional`: a choice between nothing and the fields, since an empty value is not the same as none
   * - `orNull`: a choice between the field, with its default, and an explicit `null`
   */
  presence: 'plain' | 'optional' | 'orNull';
}

export type ScalarType = 'string' | 'integer' | 'number' | 'boolean';

/** One field of an object. */
export interface FormField {
  /** The name in the manifest. */
  name: string;
  /** The key in the form, which differs when the name could be mistaken for something else. */
  key: string;
  node: FormNode;
}

/** A part of a form. Forms and manifests are both made from it, so that they always agree. */
export type FormNode = FormNodeBase &
  (
    | { kind: 'scalar'; type: ScalarType }
    | { kind: 'intOrString' }
    | {
        kind: 'object';
        fields: FormField[];
        /** All fields that have no form field of their own, edited as one YAML text. */
        rest?: { key: string; reason: string };
      }
    | { kind: 'map'; values: FormNode }
    | { kind: 'list'; items: FormNode }
    /** One of several schemas, edited and stored as it is. */
    | { kind: 'variants'; options: FormNode[] }
    | { kind: 'yaml'; reason: string }
  );
