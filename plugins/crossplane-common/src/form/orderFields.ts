/**
 * Names of the scaffolder fields (`ui:field`) that generated forms use.
 *
 * @remarks
 * A form works without them: a scaffolder that does not know a field shows the standard one for the
 * type, and every node that names one has a fitting standard widget too.
 *
 * @public
 */
export const OrderFields = {
  /** Namespace that the user may order into. `ui:options`: `{ xrd: string, clusters: string[] }`. */
  namespacePicker: 'CrossplaneNamespacePicker',
  /** Text field for YAML with highlighting and a check; the value is the text. */
  yamlEditor: 'CrossplaneYamlEditor',
  /** Keys and values of a map, side by side. `ui:options`: `{ immutable?: true }`. */
  map: 'CrossplaneMap',
  /**
   * The page that shows the manifest, its place and its problems before the order.
   * `ui:options`: `{ xrd: string, clusters: string[] }`.
   */
  orderPreview: 'CrossplaneOrderPreview',
  /** The standard field, read-only while an existing resource is changed. */
  immutable: 'CrossplaneImmutable',
  /** A text field that identifies the resource: read-only while an existing one is changed. */
  identity: 'CrossplaneIdentity',
} as const;
