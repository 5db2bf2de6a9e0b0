import { OrderFields } from '@openportal/plugin-crossplane-common';
import { IdentityField, ImmutableField } from './LockedField';
import { MapField } from './MapField';
import { NamespacePicker, validateNamespace } from './NamespacePicker';
import { OrderPreviewField, validatePreview } from './OrderPreview';
import { validateYaml, YamlEditorField } from './YamlEditor';

/** The namespaces that the user may order into. */
export const namespacePickerField = {
  name: OrderFields.namespacePicker,
  component: NamespacePicker,
  validation: validateNamespace,
};

/** An editor for text that is YAML. */
export const yamlEditorField = {
  name: OrderFields.yamlEditor,
  component: YamlEditorField,
  validation: validateYaml,
};

/** Keys and values of a map; texts inside of it are checked here, since the scaffolder does not look into it. */
export const mapField = {
  name: OrderFields.map,
  component: MapField,
  validation: validateYaml,
};

/** The page with the manifest. */
export const orderPreviewField = {
  name: OrderFields.orderPreview,
  component: OrderPreviewField,
  validation: validatePreview,
};

/** What the cluster lets nobody change. */
export const immutableField = {
  name: OrderFields.immutable,
  component: ImmutableField,
};

/** What names an order. */
export const identityField = {
  name: OrderFields.identity,
  component: IdentityField,
};
